//! What goes on between several terminals: watches that see what others put, and queues for locks and elections.

use super::{End, Line, generate::Maker, names::REVISION};
use crate::draw::Draw;

/// The names that are queued for. They sort before every key, so that no range of keys has those of locks in it.
const LOCK: &str = "M";
const ELECTION: &str = "E";

/// What runs in the terminals.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Together {
    terminals: u8,
    /// Who waits for the lock, the holder first.
    locks: Vec<u8>,
    /// Who wants to be elected, the leader first.
    candidates: Vec<u8>,
    /// Who looks on at the election, and how many lines that has printed.
    observer: Option<(u8, usize)>,
    /// Who watches, where the marker is to be put, and from which revision it listens.
    watches: Vec<(u8, String, i64)>,
}

impl Together {
    /// So many terminals, all free.
    pub(super) fn of(terminals: u8) -> Self {
        let (locks, candidates, watches) = (Vec::new(), Vec::new(), Vec::new());
        Self { terminals, locks, candidates, observer: None, watches }
    }

    /// Terminals in which nothing runs.
    fn all_free(&self) -> Vec<u8> {
        let observer = self.observer.map(|(terminal, _)| terminal);
        let is_used = |terminal: &u8| {
            [&self.locks, &self.candidates].iter().any(|queue| queue.contains(terminal))
                || observer == Some(*terminal)
                || self.watches.iter().any(|(watcher, ..)| watcher == terminal)
        };
        (1..=self.terminals).filter(|terminal| !is_used(terminal)).collect()
    }

    /// One of them; there always is one.
    pub(super) fn free(&self, draw: &mut Draw) -> u8 {
        draw.one(&self.all_free())
    }

    /// Whether somebody has a key under one of the names.
    pub(super) fn is_queueing(&self) -> bool {
        !self.locks.is_empty() || !self.candidates.is_empty()
    }

    /// Whether somebody watches beside what others do.
    pub(super) fn is_watching(&self) -> bool {
        !self.watches.is_empty()
    }

    /// What has to be seen once the election has a new leader.
    fn elected(&mut self) -> Vec<(u8, usize)> {
        let mut wait = self.candidates.first().map(|leader| (*leader, 2)).into_iter().collect::<Vec<_>>();
        if let Some((_, lines)) = &mut self.observer {
            *lines += 2;
        }
        wait.extend(self.observer);
        wait
    }

    /// Ends what runs in one of the terminals.
    fn release(&mut self, terminal: u8) -> Line {
        let line = |end| Line { end, terminal, ..Line::default() };
        if let Some(place) = self.watches.iter().position(|(watcher, ..)| *watcher == terminal) {
            let (_, key, start) = self.watches.remove(place);
            return line(End::Read { key, start });
        }
        let (mut shown, mut wait) = (0, Vec::new());
        if let Some(place) = self.locks.iter().position(|waiter| *waiter == terminal) {
            self.locks.remove(place);
            wait.extend(self.locks.first().filter(|_| place == 0).map(|holder| (*holder, 2)));
        } else if let Some(place) = self.candidates.iter().position(|waiter| *waiter == terminal) {
            self.candidates.remove(place);
            if place == 0 && !self.candidates.is_empty() {
                wait = self.elected();
            }
        } else {
            shown = self.observer.take().map_or(0, |(_, lines)| lines);
        }
        line(End::Release { shown, wait })
    }

    /// How a command ends that wants a lock or to be elected and that no line comes beside: it waits if others are before it.
    pub(super) fn alone(&mut self, command: &str) -> Option<End> {
        let (queue, name) = match command.split(' ').collect::<Vec<_>>()[..] {
            ["lock", LOCK, ..] => (&self.locks, LOCK),
            ["elect", ELECTION, ..] => (&self.candidates, ELECTION),
            _ => return None,
        };
        if !queue.is_empty() {
            return Some(End::Waits { name: format!("{name}/"), count: queue.len() + 1 });
        }
        if name == ELECTION
            && let Some((_, lines)) = &mut self.observer
        {
            *lines += 2;
        }
        None
    }
}

impl Maker<'_> {
    /// Something begins in one terminal, or ends in another.
    pub(super) fn together(&mut self) -> Line {
        let free = self.together.all_free();
        let used = (1..=self.together.terminals).filter(|terminal| !free.contains(terminal)).collect::<Vec<_>>();
        if !used.is_empty() && (free.len() == 1 || self.draw.once_in(2)) {
            let terminal = self.draw.one(&used);
            if self.together.watches.iter().any(|(watcher, ..)| *watcher == terminal) {
                self.newest += 1;
            }
            return self.together.release(terminal);
        }
        let terminal = self.draw.one(&free);
        let (words, wait, queued) = match self.draw.below(6) {
            0 | 1 => {
                self.newest += 1;
                self.together.locks.push(terminal);
                let wait = if self.together.locks.len() == 1 { vec![(terminal, 2)] } else { Vec::new() };
                (format!("lock {LOCK}"), wait, Some((format!("{LOCK}/"), self.together.locks.len())))
            }
            2 | 3 => {
                self.newest += 1;
                self.together.candidates.push(terminal);
                let first = self.together.candidates.len() == 1;
                let wait = if first { self.together.elected() } else { Vec::new() };
                let value = self.draw.below(5);
                (
                    format!("elect {ELECTION} v{value}"),
                    wait,
                    Some((format!("{ELECTION}/"), self.together.candidates.len())),
                )
            }
            4 if self.together.observer.is_none() => {
                let lines = if self.together.candidates.is_empty() { 0 } else { 2 };
                self.together.observer = Some((terminal, lines));
                (format!("elect -l {ELECTION}"), vec![(terminal, lines)], None)
            }
            _ => {
                let start = 1 + self.draw.below(self.newest.unsigned_abs() + 1).cast_signed();
                let key = self.draw.key();
                self.together.watches.push((terminal, key.to_owned(), start));
                let form = self.draw.one(&["", " --prefix", " --prev-kv", " -w json --prefix", " -w fields"]);
                (format!("watch {key} --rev={REVISION}{start}{form}"), Vec::new(), None)
            }
        };
        let words = words.split(' ').map(ToOwned::to_owned).collect();
        Line { terminal, end: End::Runs { wait, queued }, ..Line::of(words) }
    }

    /// Ends what still runs, one after the other, and starts who is down.
    pub(super) fn last(&mut self) -> Vec<Line> {
        let restart = self.down.take().map(|number| Line { end: End::Restart(number), ..Line::default() });
        let mut lines = restart.into_iter().collect::<Vec<_>>();
        for terminal in 1..=self.together.terminals {
            if !self.together.all_free().contains(&terminal) {
                lines.push(self.together.release(terminal));
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        cli::{End, script},
        family::{Family, Way},
    };

    #[test]
    fn who_wants_what_another_terminal_has_waits_and_is_interrupted() {
        let (mut waits, mut holds) = (0, 0);
        for seed in 0..400 {
            let mut queues: [Vec<u8>; 2] = Default::default();
            for line in script(seed, 30, &Family::by(Way::Cli)).lines {
                let words = line.words.iter().map(String::as_str).collect::<Vec<_>>();
                let place = match words[..] {
                    ["lock", "M", ..] => 0,
                    ["elect", "E", ..] => 1,
                    _ => {
                        queues.iter_mut().for_each(|queue| queue.retain(|terminal| *terminal != line.terminal));
                        continue;
                    }
                };
                let queue = &mut queues[place];
                match &line.end {
                    End::Runs { .. } => queue.push(line.terminal),
                    End::Waits { count, .. } => {
                        assert_eq!(*count, queue.len() + 1, "seed {seed}: {line}");
                        waits += 1;
                    }
                    _ => {
                        assert!(queue.is_empty(), "seed {seed}: {line}");
                        holds += 1;
                    }
                }
            }
        }
        assert!(waits > 20 && holds > 20, "{waits} wait, {holds} hold");
    }
}
