//! What holds of labels whatever the sky looks like, and where they stand where it is simple.

#![allow(clippy::unwrap_used)]

use eframe::egui::{Align2, Color32, Rect, pos2, vec2};
use proptest::prelude::*;

use super::*;

const MAP: Rect = Rect {
    min: pos2(10.0, 20.0),
    max: pos2(610.0, 320.0),
};

fn label(x: f32, y: f32, text: &str) -> Label {
    Label {
        at: pos2(x, y),
        radius: 4.0,
        text: text.to_owned(),
        size: 11.0,
        color: Color32::WHITE,
        rank: Rank::Source,
        order: 0.0,
        stand: Stand::Around,
    }
}

#[test]
fn a_lonely_name_stands_at_the_right_of_its_mark() {
    let labels = [label(300.0, 170.0, "NGC 1068")];
    let placement = place(&labels, MAP, &[]);
    let placed = &placement.placed[0];
    assert_eq!(
        (placement.hidden, placed.label, placed.leader),
        (0, 0, None)
    );
    assert!((placed.rect.left() - 307.0).abs() < 1e-3);
    assert!((placed.rect.center().y - 170.0).abs() < 1e-3);
}

#[test]
fn at_the_edge_it_stands_on_the_other_side() {
    let placement = place(&[label(600.0, 170.0, "NGC 1068")], MAP, &[]);
    assert!(placement.placed[0].rect.right() < 594.0);
}

#[test]
fn the_more_important_and_the_brighter_come_first() {
    let at = |i: i32| (300.0 + 4.0 * (i % 8) as f32, 170.0 + 4.0 * (i / 8) as f32);
    let long = |i: i32| format!("a long name of source {i}");
    let mut labels: Vec<Label> = (0..40).map(|i| label(at(i).0, at(i).1, &long(i))).collect();
    for (i, label) in labels.iter_mut().enumerate() {
        label.order = 40.0 - i as f32;
        label.radius = 0.0;
    }
    labels[7].rank = Rank::Selected;
    let placement = place(&labels, MAP, &[]);
    let first: Vec<_> = placement
        .placed
        .iter()
        .take(3)
        .map(|placed| placed.label)
        .collect();
    assert_eq!(first, [7, 39, 38]);
    assert_eq!(placement.placed.len() + placement.hidden, 40);
    assert!(placement.hidden > 20 && placement.placed.len() >= 4);
    let far = placement
        .placed
        .iter()
        .filter(|placed| placed.leader.is_some());
    assert!(far.count() > 0, "some are led to");
}

#[test]
fn what_is_at_one_place_is_named_once() {
    let mut labels = vec![label(300.0, 170.0, "Crab"), label(301.0, 171.0, "Crab")];
    let placement = place(&labels, MAP, &[]);
    assert_eq!((placement.placed.len(), placement.hidden), (1, 0));
    labels[1].text = "M 1".into();
    let placement = place(&labels, MAP, &[]);
    assert_eq!((placement.placed.len(), placement.hidden), (1, 1));
}

#[test]
fn what_stands_at_its_place_stays_there_or_is_left_out() {
    let mut number = label(12.0, 170.0, "+30°");
    number.stand = Stand::At(Align2::LEFT_CENTER);
    number.rank = Rank::Graticule;
    number.radius = 0.0;
    let placement = place(&[number.clone(), number], MAP, &[]);
    assert_eq!((placement.placed.len(), placement.hidden), (1, 0));
    assert!((placement.placed[0].rect.left() - 12.0).abs() < 1e-3);
}

#[test]
fn nothing_is_written_over_what_is_taken() {
    let taken = Rect::from_min_max(pos2(305.0, 100.0), pos2(500.0, 250.0));
    let placement = place(&[label(300.0, 170.0, "NGC 1068")], MAP, &[taken]);
    assert!(!placement.placed[0].rect.intersects(taken));
    let all = place(&[label(300.0, 170.0, "NGC 1068")], MAP, &[MAP]);
    assert_eq!((all.placed.len(), all.hidden), (0, 1));
}

#[test]
fn odd_maps_and_names_are_labelled_without_a_panic() {
    let nothing = Rect::from_min_size(pos2(0.0, 0.0), vec2(0.0, 0.0));
    for map in [Rect::NOTHING, Rect::EVERYTHING, Rect::NAN, nothing] {
        assert!(
            place(&[label(0.0, 0.0, "x")], map, &[Rect::NAN])
                .placed
                .len()
                <= 1
        );
    }
    let long = "An unreasonably long name ".repeat(12);
    let placed = &place(&[label(300.0, 170.0, &long)], MAP, &[]).placed[0];
    assert!(placed.text.ends_with('…') && placed.rect.width() <= WIDEST);
    let strange = [
        label(f32::NAN, 5.0, "nowhere"),
        label(300.0, f32::INFINITY, "far"),
        label(50.0, 50.0, ""),
    ];
    assert_eq!(place(&strange, MAP, &[]).placed.len(), 0);
}

#[test]
fn thousands_of_names_cost_few_microseconds_each() {
    // 5,000 marks all over the map: what is asked is that the number tried is bounded, not how long it takes.
    let labels: Vec<Label> = (0..20_000)
        .map(|i| {
            let turn = 0.618_034 * i as f32;
            label(
                10.0 + 600.0 * turn.fract(),
                20.0 + 300.0 * (7.3 * turn).fract(),
                "PKS 2155-304",
            )
        })
        .collect();
    let start = std::time::Instant::now();
    let placement = place(&labels, MAP, &[]);
    println!("20,000 labels in {:?}", start.elapsed());
    assert!(placement.placed.len() + placement.hidden <= 20_000);
}

#[test]
fn numbers_at_crossings_give_way_to_marks() {
    let mut number = label(300.0, 170.0, "90°");
    (number.stand, number.rank, number.radius) = (Stand::Corner, Rank::Graticule, 0.0);
    let alone = place(std::slice::from_ref(&number), MAP, &[]);
    assert!(alone.placed[0].rect.left() > 300.0 && alone.placed[0].rect.bottom() < 170.0);
    let mark = label(310.0, 164.0, "");
    let beside = place(&[number, mark], MAP, &[]);
    assert!(beside.placed[0].rect.right() < 300.0);
}

#[test]
fn the_brightest_are_named_even_where_marks_are_dense() {
    let at = |i: usize| (30.0 + 7.0 * (i % 80) as f32, 30.0 + 7.0 * (i / 80) as f32);
    let labels: Vec<Label> = (0..3_000)
        .map(|i| label(at(i).0, at(i).1, "PKS 2155-304 B"))
        .collect();
    let mut labels = labels;
    for (i, label) in labels.iter_mut().enumerate() {
        label.order = ((7_919 * i) % 3_000) as f32;
        label.text += &i.to_string();
    }
    let placement = place(&labels, MAP, &[]);
    assert!(placement.placed.len() > 8, "{}", placement.placed.len());
    assert_eq!(placement.placed.len() + placement.hidden, 3_000);
}

fn any_label() -> impl Strategy<Value = Label> {
    let rank = prop::sample::select(vec![
        Rank::Selected,
        Rank::Hottest,
        Rank::Graticule,
        Rank::Source,
        Rank::Figure,
    ]);
    let anchor = prop::sample::select(vec![
        Align2::CENTER_CENTER,
        Align2::LEFT_TOP,
        Align2::RIGHT_BOTTOM,
    ]);
    let stand = prop_oneof![4 => Just(Stand::Around), 1 => anchor.prop_map(Stand::At), 1 => Just(Stand::Corner)];
    let words = "[A-Za-zα-ω0-9 +−]{0,24}";
    (
        -50.0..700.0_f32,
        -50.0..400.0_f32,
        words,
        0.0..9.0_f32,
        8.0..20.0_f32,
        rank,
        -2.0..6.0_f32,
        stand,
    )
        .prop_map(|(x, y, text, radius, size, rank, order, stand)| Label {
            radius,
            size,
            rank,
            order,
            stand,
            ..label(x, y, &text)
        })
}

proptest! {
    #[test]
    fn no_two_names_meet_none_leaves_the_map_and_the_same_sky_is_labelled_alike(
        labels in prop::collection::vec(any_label(), 0..160),
        taken in prop::collection::vec((0.0..600.0_f32, 0.0..300.0_f32, 0.0..90.0_f32, 0.0..90.0_f32), 0..4),
    ) {
        let taken: Vec<Rect> = taken
            .into_iter()
            .map(|(x, y, width, height)| Rect::from_min_size(pos2(x, y), vec2(width, height)))
            .collect();
        let placement = place(&labels, MAP, &taken);
        for (i, one) in placement.placed.iter().enumerate() {
            prop_assert!(MAP.contains_rect(one.rect));
            prop_assert!(taken.iter().all(|taken| !taken.intersects(one.rect) || taken.intersect(one.rect).area() == 0.0));
            for other in &placement.placed[..i] {
                prop_assert!(!one.rect.intersects(other.rect), "{one:?} {other:?}");
            }
        }
        prop_assert_eq!(&placement, &place(&labels, MAP, &taken));
        let sources = labels.iter().filter(|label| label.rank >= Rank::Source);
        prop_assert!(placement.hidden <= sources.count());
    }

    #[test]
    fn marks_of_others_are_not_hidden_by_names_of_sources(
        places in prop::collection::vec((20.0..600.0_f32, 30.0..310.0_f32), 2..90),
    ) {
        let labels: Vec<Label> = places.iter().map(|(x, y)| label(*x, *y, "Vela X")).collect();
        for placed in place(&labels, MAP, &[]).placed.iter().filter(|placed| placed.label >= BRIGHTEST) {
            for other in &labels {
                let mark = Rect::from_center_size(other.at, vec2(8.0, 8.0));
                prop_assert!(!mark.intersects(placed.rect));
            }
        }
    }
}
