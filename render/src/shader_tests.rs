//! Every shader parses and is valid, before any driver sees it; and its structs lie as Rust thinks.

#![allow(clippy::unwrap_used)]

use crate::bench::{Plain, SKY_LAYERS};
use crate::gpu::Gpu;
use crate::layers::{self, Layer, glow::Glow, matte::Matte};
use crate::projection::Projection;
use crate::sky::{common_wgsl, extreme_grounds};
use crate::space::Space;

/// Names and offsets of a struct's members in a shader.
pub fn members(wgsl: &str, name: &str) -> Vec<(String, usize)> {
    let module = naga::front::wgsl::parse_str(wgsl).unwrap();
    let members = module.types.iter().find_map(|(_, ty)| match &ty.inner {
        naga::TypeInner::Struct { members, .. } if ty.name.as_deref() == Some(name) => {
            Some(members)
        }
        _ => None,
    });
    let named =
        |member: &naga::StructMember| (member.name.clone().unwrap(), member.offset as usize);
    members.unwrap().iter().map(named).collect()
}

/// Compares the members of a Rust struct, all named, with those of the shader's struct of the same name.
macro_rules! assert_layout {
    ($wgsl:expr, $type:ident { $($field:ident),+ $(,)? }) => {{
        let rust = [$((stringify!($field).to_owned(), std::mem::offset_of!($type, $field))),+];
        assert_eq!($crate::shader_tests::members($wgsl, stringify!($type)), rust);
        let $type { $($field: _),+ } = bytemuck::Zeroable::zeroed(); // no field is left out above
    }};
}
pub(crate) use assert_layout;

fn validate(name: &str, wgsl: &str) -> naga::Module {
    let module = naga::front::wgsl::parse_str(wgsl)
        .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(wgsl)));
    let mut validator = naga::valid::Validator::new(
        naga::valid::ValidationFlags::all(),
        naga::valid::Capabilities::empty(),
    );
    validator
        .validate(&module)
        .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(wgsl)));
    module
}

#[test]
fn every_shader_is_valid_and_has_its_entries() {
    let check = |common: &str, layer: &Layer| {
        let module = validate(layer.name, &format!("{common}\n{}", layer.wgsl));
        let mut entries = vec![layer.entries.0, layer.entries.1];
        entries.extend(layer.picked.then_some("fs_pick"));
        for entry in entries {
            let found = module.entry_points.iter().any(|point| point.name == entry);
            assert!(found, "{} has no {entry}", layer.name);
        }
    };
    let gpu = Gpu::headless().unwrap();
    for layer in &layers::SPACE {
        check(Space::COMMON_WGSL, layer);
    }
    for projection in Projection::all() {
        for layer in layers::SKY.iter().chain(&SKY_LAYERS) {
            check(&common_wgsl(projection), layer);
        }
        for ground in extreme_grounds(&gpu) {
            let common = format!("{}\n{ground}", common_wgsl(projection));
            use layers::skymap::{BORDER, DISC, INSIDE, OUTSIDE, WHOLE};
            for part in [WHOLE, INSIDE, DISC, BORDER, OUTSIDE] {
                check(&common, &part);
            }
        }
    }
    validate("glow", Glow::WGSL);
    validate("matte", Matte::WGSL);
    validate("plain", Plain::WGSL);
}
