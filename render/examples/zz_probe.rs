//! probe
use nuscope_render::bench::*; use nuscope_render::*; use std::time::Instant;
fn main(){ let gpu=Gpu::headless().unwrap(); let b=Block::new(BlockSize::TWO_BLOCKS); let t=Target::new(&gpu,1280,800);
 let mut cam=OrbitCamera::default(); cam.fit(b.bounds.0,b.bounds.1,1.6);
 let f=SpaceFrame{clip_from_world:cam.clip_from_world(1.6),eye:cam.eye(),viewport_px:(1280.,800.),value_range:b.time_range_ns,bed_z:Some(b.bed_z),..Default::default()};
 let cases:Vec<(&str,Box<dyn Fn(&mut Space,&mut SpaceFrame)>)>=vec![
 ("empty",Box::new(|_,_|{})),
 ("empty nohalo",Box::new(|_,f|f.halo=0.0)),
 ("hits",Box::new(|s,_|s.set_points(&gpu,PointSet::Hits,&b.hits))),
 ("hits nohalo",Box::new(|_,f|f.halo=0.0)),
 ("hits tiny nohalo",Box::new(|_,f|{f.halo=0.0;f.hit_scale=0.05})),
 ("hits x3 nohalo",Box::new(|_,f|{f.halo=0.0;f.hit_scale=3.0})),
 ("hits culled nohalo",Box::new(|_,f|{f.halo=0.0;f.cursor_ns=Some(-1e9)})),
 ("modules",Box::new(|s,f|{f.halo=0.0;s.set_points(&gpu,PointSet::Hits,&[]);s.set_points(&gpu,PointSet::Modules,&b.modules)})),
 ("segments",Box::new(|s,f|{f.halo=0.0;s.set_points(&gpu,PointSet::Modules,&[]);s.set_segments(&gpu,&b.segments)})),
 ("sensors",Box::new(|s,f|{f.halo=0.0;f.sensor_range_m=1e6;s.set_segments(&gpu,&[]);s.set_points(&gpu,PointSet::Sensors,&b.sensors)})),
 ];
 let mut s=Space::new(&gpu); let cpu=||{let mut x=0.0;for t in std::fs::read_dir("/proc/self/task").unwrap(){x+=std::fs::read_to_string(t.unwrap().path().join("schedstat")).unwrap().split(' ').next().unwrap().parse::<f64>().unwrap()} x*1e-6};
 for (n,c) in &cases { let mut f=f.clone(); c(&mut s,&mut f); for _ in 0..3 {s.draw(&gpu,&t,&f);gpu.wait().unwrap();}
  let mut v=vec![]; for _ in 0..21 {let c0=cpu();let t0=Instant::now(); s.draw(&gpu,&t,&f);gpu.wait().unwrap(); v.push((cpu()-c0,t0.elapsed().as_secs_f64()*1e3));}
  v.sort_by(|a,b|a.0.total_cmp(&b.0)); println!("{n:22} cpu {:.1} wall {:.1}",v[10].0,v[10].1);} }
