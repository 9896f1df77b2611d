//! All tracks of an event as a tree: fits by chain with the steps of each folded under it, particles by mother or type.
//!
//! Nodes stand in the order in which they are listed, each with the place where its branch ends, so that folding one
//! is skipping to there. Particles know their mothers where the file says so (the numbers `id` and `mother_id`).
//! Where it does not, a neutrino that comes first is the mother of all that begin where it ends: its vertex. Otherwise,
//! and among many children of one mother, those of one kind stand together.

use std::collections::HashMap;

use nuscope_model::track::{BestBy, best_track, best_track_of};
use nuscope_model::{Event, Track, TrackOrigin};

use crate::scene::fit_stages::step_name;

/// What a node of the tree is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A name over several tracks.
    Group {
        /// What distinguishes it from all others, from event to event.
        key: String,
        /// Whether it is unfolded before anyone says otherwise.
        open: bool,
    },
    /// One track, by its place among reconstructed ones followed by the truth.
    Track {
        /// The place.
        place: usize,
        /// Whether it is the best fit of the event.
        best: bool,
    },
}

/// One line of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// How deep it is indented.
    pub depth: usize,
    /// What to call it.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// The index behind the last node of its branch.
    pub end: usize,
}

/// The tree of one event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackTree {
    /// All nodes, each before its branch.
    pub nodes: Vec<Node>,
}

impl TrackTree {
    /// The tree of `event`.
    pub fn new(event: &Event) -> Self {
        let mut tree = Self::default();
        if !event.tracks.is_empty() {
            tree.group(0, "fits".into(), "Fits".into(), true, |tree| {
                tree.fits(event)
            });
        }
        if !event.mc_tracks.is_empty() {
            let label = "Simulated particles".into();
            tree.group(0, "truth".into(), label, true, |tree| tree.particles(event));
        }
        tree
    }

    /// The nodes in sight, where `open` tells for a group's key and habit whether it is unfolded.
    pub fn visible(&self, open: impl Fn(&str, bool) -> bool) -> Vec<usize> {
        let mut visible = Vec::new();
        let mut next = 0;
        while let Some(node) = self.nodes.get(next) {
            visible.push(next);
            next = match &node.kind {
                Kind::Group { key, open: habit } if !open(key, *habit) => node.end,
                _ => next + 1,
            };
        }
        visible
    }

    /// The places of all tracks in the branch of a node.
    pub fn places(&self, node: usize) -> Vec<usize> {
        let end = self.nodes.get(node).map_or(0, |node| node.end);
        let branch = self.nodes.get(node..end).unwrap_or_default().iter();
        branch
            .filter_map(|node| match node.kind {
                Kind::Track { place, .. } => Some(place),
                Kind::Group { .. } => None,
            })
            .collect()
    }

    fn group(
        &mut self,
        depth: usize,
        key: String,
        label: String,
        open: bool,
        fill: impl FnOnce(&mut Self),
    ) {
        let start = self.nodes.len();
        self.nodes.push(Node {
            depth,
            label,
            kind: Kind::Group { key, open },
            end: 0,
        });
        fill(self);
        self.nodes[start].end = self.nodes.len();
    }

    fn track(&mut self, depth: usize, label: String, place: usize, best: bool) {
        let end = self.nodes.len() + 1;
        self.nodes.push(Node {
            depth,
            label,
            kind: Kind::Track { place, best },
            end,
        });
    }

    fn fits(&mut self, event: &Event) {
        let fits = &event.tracks;
        let best = best_track(fits);
        let chains = in_order(fits.iter().map(|fit| fit.name.clone()));
        for (chain, members) in chains {
            if let [only] = members[..] {
                self.track(1, chain, only, best == Some(only));
                continue;
            }
            let first = best_track_of(fits, BestBy::Stages, |fit| fit.name == chain);
            let key = format!("fits/{chain}");
            // The chain of the best fit is of interest; of the others their names are enough.
            let open = members.iter().any(|place| best == Some(*place));
            let label = format!("{chain} ({})", members.len());
            self.group(1, key.clone(), label, open, |tree| {
                if let Some(place) = first {
                    let step = step_name(&fits[place].stages);
                    tree.track(2, step, place, best == Some(place));
                }
                let others = members.iter().filter(|place| Some(**place) != first);
                let others: Vec<usize> = others.copied().collect();
                tree.steps(&key, fits, &others, best);
            });
        }
    }

    /// Fits of one chain by how far they came, the farthest first, each by falling likelihood.
    fn steps(&mut self, chain: &str, fits: &[Track], members: &[usize], best: Option<usize>) {
        let mut steps = in_order(members.iter().map(|place| fits[*place].stages.clone()));
        steps.sort_by_key(|(stages, _)| std::cmp::Reverse(stages.len()));
        for (stages, mut of_step) in steps {
            for place in &mut of_step {
                *place = members[*place];
            }
            let step = step_name(&stages);
            if let [only] = of_step[..] {
                self.track(2, step, only, best == Some(only));
                continue;
            }
            let likelihood = |place: &usize| {
                let known = fits[*place].likelihood.filter(|value| !value.is_nan());
                known.unwrap_or(f64::NEG_INFINITY)
            };
            of_step.sort_by(|a, b| likelihood(b).total_cmp(&likelihood(a)));
            let key = format!("{chain}/{stages:?}");
            let label = format!("{step} ({})", of_step.len());
            self.group(2, key, label, false, |tree| {
                for (rank, place) in of_step.into_iter().enumerate() {
                    let label = format!("{step}, fit {}", rank + 1);
                    tree.track(3, label, place, best == Some(place));
                }
            });
        }
    }

    /// All particles, each under its mother.
    fn family(&mut self, particles: &[Track], children: &[Vec<usize>], fits: usize) {
        let mut todo = Vec::new();
        let siblings = |mother: usize, depth: usize, todo: &mut Vec<Branch>| {
            let depth = depth.min(6);
            let of = &children[mother];
            // Many without children of their own are told by kind.
            let childless = |place: &usize| children[*place].is_empty();
            let many = of.iter().filter(|place| childless(place)).count() > UNGROUPED;
            let (grouped, own): (Vec<usize>, Vec<usize>) =
                of.iter().partition(|place| many && childless(place));
            let kinds = in_order(grouped.iter().map(|place| particles[*place].name.clone()));
            let mut branches: Vec<Branch> = own
                .into_iter()
                .map(|place| Branch::One(place, depth))
                .collect();
            for (kind, members) in kinds {
                let members: Vec<usize> = members.into_iter().map(|i| grouped[i]).collect();
                branches.push(match members[..] {
                    [only] => Branch::One(only, depth),
                    _ => Branch::Kind(mother, kind, members, depth),
                });
            }
            todo.extend(branches.into_iter().rev());
        };
        siblings(particles.len(), 1, &mut todo);
        // By hand, because a file may say that a family goes on for thousands of generations.
        while let Some(branch) = todo.pop() {
            match branch {
                Branch::One(place, depth) => {
                    self.track(depth, particles[place].name.clone(), fits + place, false);
                    siblings(place, depth + 1, &mut todo);
                }
                Branch::Kind(mother, kind, members, depth) => {
                    let key = format!("truth/{mother}/{kind}");
                    let label = format!("{kind} ({})", members.len());
                    self.group(depth, key, label, members.len() <= 8, |tree| {
                        for (rank, place) in members.into_iter().enumerate() {
                            let label = format!("{kind} {}", rank + 1);
                            tree.track(depth + 1, label, fits + place, false);
                        }
                    });
                }
            }
        }
    }

    fn particles(&mut self, event: &Event) {
        let (particles, fits) = (&event.mc_tracks, event.tracks.len());
        if let Some(children) = families(particles) {
            self.family(particles, &children, fits);
            return;
        }
        let kinds = in_order(particles.iter().map(|particle| particle.name.clone()));
        for (kind, members) in kinds {
            if let [only] = members[..] {
                self.track(1, kind, fits + only, false);
                continue;
            }
            let key = format!("truth/{kind}");
            let label = format!("{kind} ({})", members.len());
            self.group(1, key, label, members.len() <= 8, |tree| {
                for (rank, place) in members.into_iter().enumerate() {
                    let label = format!("{kind} {}", rank + 1);
                    tree.track(2, label, fits + place, false);
                }
            });
        }
    }
}

/// Children of one mother that are listed one by one at most.
const UNGROUPED: usize = 8;

/// What stands under a mother.
enum Branch {
    /// A particle, and how deep it stands.
    One(usize, usize),
    /// Several of one kind: their mother, what they are called, their places, how deep they stand.
    Kind(usize, String, Vec<usize>, usize),
}

/// The positions of equal items, by first appearance.
fn in_order<T: Clone + Eq + std::hash::Hash>(
    items: impl Iterator<Item = T>,
) -> Vec<(T, Vec<usize>)> {
    let mut places: HashMap<T, usize> = HashMap::new();
    let mut found: Vec<(T, Vec<usize>)> = Vec::new();
    for (i, item) in items.enumerate() {
        let place = *places.entry(item.clone()).or_insert_with(|| {
            found.push((item, Vec::new()));
            found.len() - 1
        });
        found[place].1.push(i);
    }
    found
}

/// The children of each particle, and behind them those who have no mother; `None` where neither the file nor the
/// places tell mothers, or some particle is its own ancestor.
fn families(particles: &[Track]) -> Option<Vec<Vec<usize>>> {
    let mothers = told_mothers(particles).or_else(|| neutrino_of_vertex(particles))?;
    let mut children = vec![Vec::new(); particles.len() + 1];
    for (place, mother) in mothers.iter().enumerate() {
        children[mother.unwrap_or(particles.len())].push(place);
    }
    // Whoever hangs on no root hangs on itself.
    let mut reached = 0;
    let mut todo = children[particles.len()].clone();
    while let Some(particle) = todo.pop() {
        reached += 1;
        todo.extend(&children[particle]);
    }
    (reached == particles.len()).then_some(children)
}

/// The mother of each particle by the numbers that the file gives; `None` if no particle has one.
fn told_mothers(particles: &[Track]) -> Option<Vec<Option<usize>>> {
    let mut by_id = HashMap::new();
    for (place, particle) in particles.iter().enumerate() {
        if let Some(id) = particle.number("id") {
            by_id.entry(id).or_insert(place);
        }
    }
    let mother = |(place, particle): (usize, &Track)| {
        let mother = by_id.get(&particle.number("mother_id")?).copied();
        mother.filter(|mother| *mother != place)
    };
    let mothers: Vec<_> = particles.iter().enumerate().map(mother).collect();
    mothers.iter().any(Option::is_some).then_some(mothers)
}

/// How far from the vertex a particle may begin, in metres: files round to millimetres.
const AT_VERTEX_M: f64 = 0.01;

/// The first particle, if it is a neutrino, as the mother of those that begin where it stands.
fn neutrino_of_vertex(particles: &[Track]) -> Option<Vec<Option<usize>>> {
    let (neutrino, others) = particles.split_first()?;
    let is_neutrino = matches!(
        neutrino.origin,
        TrackOrigin::MonteCarlo { pdg } if [12, 14, 16].contains(&pdg.unsigned_abs())
    );
    let at_vertex = |other: &Track| other.position_m.distance(neutrino.position_m) <= AT_VERTEX_M;
    if !is_neutrino || !others.iter().any(at_vertex) {
        return None;
    }
    let mothers = others.iter().map(|other| at_vertex(other).then_some(0));
    Some(std::iter::once(None).chain(mothers).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::scene::tracks::tests::{fit, particle};

    fn lines(tree: &TrackTree) -> Vec<String> {
        let line = |node: &Node| {
            let mark = match node.kind {
                Kind::Group { open: true, .. } => "- ".to_owned(),
                Kind::Group { open: false, .. } => "+ ".to_owned(),
                Kind::Track { place, best } => {
                    format!("{place}{} ", if best { "*" } else { "" })
                }
            };
            format!("{}{mark}{}", "  ".repeat(node.depth), node.label)
        };
        tree.nodes.iter().map(line).collect()
    }

    fn event() -> Event {
        let step = |stages: &[i32], likelihood| Track {
            stages: stages.to_vec(),
            ..fit("JMuon", likelihood)
        };
        // Not where the neutrino is: these are nobody's.
        let apart = |energy| {
            let mut muon = particle("muon", 13, energy);
            muon.position_m.x += energy;
            muon
        };
        Event {
            tracks: vec![
                step(&[1], 3.0),
                step(&[1], 9.0),
                step(&[1, 2], 7.0),
                fit("JShower", 1.0),
                step(&[1, 2, 3], 8.0),
            ],
            mc_tracks: vec![particle("neutrino", 14, 1e4), apart(1e3), apart(1e2)],
            ..Event::default()
        }
    }

    #[test]
    fn steps_are_folded_under_their_chain_and_the_best_comes_first() {
        let expected = [
            "- Fits",
            "  - JMuon (4)",
            "    4* gandalf, 3 stages",
            "    2 simplex, 2 stages",
            "    + prefit (2)",
            "      1 prefit, fit 1",
            "      0 prefit, fit 2",
            "  3 JShower",
            "- Simulated particles",
            "  5 neutrino",
            "  - muon (2)",
            "    6 muon 1",
            "    7 muon 2",
        ];
        assert_eq!(lines(&TrackTree::new(&event())), expected);
    }

    #[test]
    fn folded_branches_are_skipped_and_groups_know_their_tracks() {
        let tree = TrackTree::new(&event());
        let labels = |open: fn(&str, bool) -> bool| {
            let visible = tree.visible(open).into_iter();
            visible
                .map(|node| tree.nodes[node].label.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(labels(|_, _| false), ["Fits", "Simulated particles"]);
        assert_eq!(labels(|_, _| true).len(), tree.nodes.len());
        assert_eq!(labels(|_, habit| habit).len(), tree.nodes.len() - 2);
        assert_eq!(tree.places(0), [4, 2, 1, 0, 3]);
        assert_eq!(tree.places(2), [4]);
        assert!(tree.places(1000).is_empty());
    }

    #[test]
    fn particles_stand_under_their_mothers_where_these_are_known() {
        let related = |id: f64, mother: f64, name: &str| {
            let mut related = particle(name, 13, 1.0);
            related.details = vec![("id".into(), id), ("mother_id".into(), mother)];
            related
        };
        let mut event = Event {
            mc_tracks: vec![
                related(5.0, -1.0, "neutrino"),
                related(6.0, 5.0, "muon"),
                related(8.0, 7.0, "kaon"),
                related(7.0, 5.0, "pion"),
            ],
            ..Event::default()
        };
        let expected = [
            "- Simulated particles",
            "  0 neutrino",
            "    1 muon",
            "    3 pion",
            "      2 kaon",
        ];
        assert_eq!(lines(&TrackTree::new(&event)), expected);
        // A ring of mothers is no family: then kinds stand together.
        event.mc_tracks[0].details[1].1 = 8.0;
        assert_eq!(TrackTree::new(&event).nodes.len(), 5);
        assert!(TrackTree::new(&event).nodes.iter().all(|n| n.depth < 2));
    }

    #[test]
    fn what_begins_at_the_vertex_of_a_neutrino_is_its_own_where_no_mothers_are_told() {
        let at = |name: &str, pdg, x| {
            let mut track = particle(name, pdg, 1.0);
            track.position_m = glam::DVec3::new(x, 2.0, 3.0);
            track
        };
        let mut mc_tracks = vec![
            at("neutrino", -14, 5.0),
            at("muon", -13, 5.0),
            at("noise", 22, 9.0),
        ];
        mc_tracks.extend((0..9).map(|_| at("pion", 211, 5.001)));
        let mut event = Event {
            mc_tracks,
            ..Event::default()
        };
        let tree = lines(&TrackTree::new(&event));
        let expected = [
            "- Simulated particles",
            "  0 neutrino",
            "    1 muon",
            "    + pion (9)",
            "      3 pion 1",
        ];
        assert_eq!(tree[..5], expected);
        assert_eq!(tree[13], "  2 noise");
        // A muon that comes first is nobody's mother.
        event.mc_tracks[0].origin = TrackOrigin::MonteCarlo { pdg: 13 };
        assert_eq!(lines(&TrackTree::new(&event))[1], "  0 neutrino");
        assert!(lines(&TrackTree::new(&event))[2].starts_with("  1"));
    }

    #[test]
    fn an_event_without_tracks_has_no_tree() {
        assert!(TrackTree::new(&Event::default()).nodes.is_empty());
    }
}
