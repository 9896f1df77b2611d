//! Small sound files of the text formats that nuscope reads but does not write, by the format's name.

/// The sample of a format; `None` for formats that have none here.
pub fn text(format: &str) -> Option<&'static str> {
    Some(match format {
        "JSON detector" => DETECTOR_JSON,
        "KM3NeT JSON events" => EVENT_JSON,
        "Prometheus detector" => DETECTOR_GEO,
        "IceCube geometry" => ICECUBE_GEOMETRY,
        "IceCube pulses" => ICECUBE_PULSES,
        "Millipede energy losses" => MILLIPEDE,
        "EVT events" => EVT,
        "ECSV table" => ECSV,
        "VOTable" => VOTABLE,
        "VOEvent alert" => VOEVENT,
        _ => return None,
    })
}

const DETECTOR_JSON: &str = r#"[
{"id": 7, "detection_unit": 3, "floor": 0, "pos_x": 1, "pos_y": 2, "pos_z": 0.5, "pmts": []},
{"id": 8, "detection_unit": 3, "floor": 1, "pos_x": 1, "pos_y": 2, "pos_z": 40, "pmts": [
 {"id": 0, "pos_x": 1.2, "pos_y": 2, "pos_z": 40, "dir_x": 1, "dir_y": 0, "dir_z": 0},
 {"id": 1, "pos_x": 1, "pos_y": 2.2, "pos_z": 40, "dir_x": 0, "dir_y": 1, "dir_z": 0}]}]
"#;

const EVENT_JSON: &str = r#"{"utc_timestamp": 1676251007.5, "hits": [
{"dom_id": 8, "channel_id": 0, "floor": 1, "detection_unit": 3, "tdc": 27664604, "t": 0.5, "tot": 30,
 "pos_x": 1.2, "pos_y": 2, "pos_z": 40, "dir_x": 1, "dir_y": 0, "dir_z": 0, "triggered": true},
{"dom_id": 8, "channel_id": 1, "floor": 1, "detection_unit": 3, "tdc": 27664600, "t": -7.5, "tot": 255,
 "pos_x": 1, "pos_y": 2.2, "pos_z": 40, "dir_x": 0, "dir_y": 1, "dir_z": 0, "triggered": false}],
"reconstructed_track": {"pos_x": 1, "pos_y": 2, "pos_z": 3, "dir_x": 0.6, "dir_y": 0, "dir_z": -0.8, "t": 4}}
"#;

const DETECTOR_GEO: &str = "### Metadata ###
Medium:\tice
DOM Radius [cm]:\t30
### Modules ###
-58.5\t-13.25\t-1240.0\t0\t0
-58.5\t-13.25\t-1224.5\t0\t1
";

const ICECUBE_GEOMETRY: &str = "1 1 -256.14 -521.08 496.03
1 2 -256.14 -521.08 479.01
2 60 -132.8 -501.45 -507.5
";

const ICECUBE_PULSES: &str = "9862.4,0.30,29,63,0.94
9878.5,4.09,28,63,1.65
9880.25,0.14,30,86,4.5
";

const MILLIPEDE: &str = ",energy,time,x,y,z
0,0.0,8800.5,10.0,20.0,-30.0
1,250.5,8820.5,16.0,20.0,-30.0
";

const EVT: &str = "start_run: 23
physics: GENHEN 7.1 140220 1233
end_event:
start_event: 13 1
neutrino: 1 388.5 109.5 343.5 0.6 0.0 0.8 0.143E+03 0.0 0.197 0.949 -1 14 3
track_in: 1 388.5 109.5 343.5 0.6 0.0 0.8 0.717E+02 2.5 5 334.5
hit: 1 34618 0.8756E+00 259.5 -3 2 1 261.5
hit_raw: 1 34618 26 300.5
end_event:
";

const ECSV: &str = "# %ECSV 1.0
# ---
# datatype:
# - {name: name, datatype: string}
# - {name: ra, unit: deg, datatype: float64}
# - {name: dec, unit: deg, datatype: float64}
name ra dec
Crab 83.628 22.0125
\"Mrk 421\" 166.0792 38.1947
";

const VOTABLE: &str = r#"<?xml version="1.0"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results"><TABLE name="events">
<FIELD name="MJD" datatype="double" unit="d"/><FIELD name="RA" datatype="double" ucd="POS_EQ_RA_MAIN"/>
<FIELD name="Decl" datatype="double" ucd="POS_EQ_DEC_MAIN"/><FIELD name="ID" datatype="char" arraysize="*"/>
<DATA><TABLEDATA><TR><TD>55592.169</TD><TD>43.3</TD><TD>35.8</TD><TD>ANT3412</TD></TR>
<TR><TD>57258.5917</TD><TD>43.5</TD><TD>36.9</TD><TD>ANT7402</TD></TR></TABLEDATA></DATA>
</TABLE></RESOURCE></VOTABLE>
"#;

const VOEVENT: &str = r#"<?xml version="1.0"?>
<voe:VOEvent ivorn="ivo://x#A1" role="observation" version="2.0" xmlns:voe="http://www.ivoa.net/xml/VOEvent/v2.0">
<What><Param name="Energy" value="120" unit="PeV"/></What><WhereWhen><ObsDataLocation><ObservationLocation>
<AstroCoords coord_system_id="UTC-ICRS-TOPO"><Time><TimeInstant><ISOTime>2023-02-13T01:16:47</ISOTime></TimeInstant></Time>
<Position2D unit="deg"><Value2><C1>94.3</C1><C2>-7.8</C2></Value2><Error2Radius90>2.2</Error2Radius90></Position2D>
</AstroCoords></ObservationLocation></ObsDataLocation></WhereWhen></voe:VOEvent>
"#;
