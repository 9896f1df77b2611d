//! Small sound files of the text formats that nuscope reads but does not write, by the format's name.

/// The sample of a format; `None` for formats that have none here.
pub fn text(format: &str) -> Option<&'static str> {
    Some(match format {
        "JSON detector" => DETECTOR_JSON,
        "KM3NeT JSON events" => EVENT_JSON,
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
