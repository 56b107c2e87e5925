//! Lines typed at terminals of a simulated cluster.

use std::collections::BTreeMap;

use agora_core::{
    client::terminal::LineKind,
    id::{ClientId, NodeId},
    run::{Options, Run},
    sim::intervention::Intervention,
    time::Duration,
};

use super::{BUSY, ENDLESS, End, FREE, Line, MARKED, RUNS, WAITS, is_marked, marker, names::Names, normal};

/// How long a command may take in the simulated world.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long until everybody has heard of what was done.
const ROUND: Duration = Duration::from_millis(500);

/// How long until connections between members count as healthy, and leaders are chosen.
const SETTLED: Duration = Duration::from_secs(8);

/// The terminal in which the harness types; those of scripts come before it.
const OWN: u8 = 4;

/// The terminals, and the line that began what runs in them, with where in what they show that began.
struct Prompt {
    run: Run,
    members: u8,
    names: Names,
    jobs: BTreeMap<u8, (Line, usize)>,
    /// How many markers were put.
    markers: usize,
}

/// Types the lines at terminals of a simulated cluster of so many members.
pub fn on_simulation(members: u8, lines: &[Line]) -> Vec<String> {
    let mut run = Run::new(Options { members, clients: OWN, ..Options::default() });
    run.advance(SETTLED);
    let mut prompt = Prompt { run, members, names: Names::of_simulation(members), jobs: BTreeMap::new(), markers: 0 };
    prompt.lead_first();
    // Where the real cluster's history ends, the simulated one's does, too.
    prompt.type_in(OWN, "compaction 1 --physical", &End::Itself);
    lines.iter().map(|line| prompt.answer(line)).collect()
}

impl Prompt {
    fn answer(&mut self, line: &Line) -> String {
        if self.members > 1 {
            self.run.advance(ROUND);
        }
        match &line.end {
            End::Kill(number) | End::Restart(number) => {
                let name = NodeId::new(*number).expect("members are counted from 1").into();
                let kills = matches!(line.end, End::Kill(_));
                let act = if kills { Intervention::Kill(name) } else { Intervention::Restart(name) };
                self.run.act(&act).expect("a member can be killed and started");
                self.run.advance(SETTLED);
                self.lead_first();
                return String::new();
            }
            End::Release { shown, wait } => return self.release(line.terminal, *shown, wait),
            End::Read { key, start } => return self.read(line.terminal, key, *start),
            End::Itself | End::Marker { .. } | End::Interrupt | End::Waits { .. } | End::Runs { .. } => {}
        }
        if self.jobs.contains_key(&line.terminal) {
            return BUSY.to_owned();
        }
        if let End::Marker { key, start } = &line.end {
            self.put_marker(key, *start);
        }
        let typed = line.typed(&self.names);
        if let End::Runs { wait, .. } = &line.end {
            let before = self.shown(line.terminal).len();
            self.enter(line.terminal, &typed);
            self.jobs.insert(line.terminal, (line.clone(), before));
            self.run.advance(ROUND);
            return if self.shows(wait) { RUNS } else { WAITS }.to_owned();
        }
        let printed = self.type_in(line.terminal, &typed, &line.end);
        self.told(line, printed)
    }

    fn told(&mut self, line: &Line, (output, error, status): (String, String, String)) -> String {
        self.names.learn(line, &output);
        normal::answer(line, &self.names, &output, &error, &status)
    }

    /// Has the first member that runs lead, if a majority runs.
    fn lead_first(&mut self) {
        let members = (1..=self.members).filter_map(NodeId::new);
        let running = members.filter(|node| self.run.world().machine(*node).is_some()).collect::<Vec<_>>();
        if running.len() <= usize::from(self.members) / 2 || self.run.world().leader() == running.first().copied() {
            return;
        }
        let first = running[0];
        self.run.act(&Intervention::Transfer(first.into())).expect("a leader can hand over");
        self.run.advance(SETTLED);
        assert_eq!(self.run.world().leader(), Some(first), "leadership is handed over");
    }

    fn put_marker(&mut self, key: &str, start: i64) {
        loop {
            self.markers += 1;
            let put = Line::of(["put", key, &marker(self.markers), "-w", "json"].map(ToOwned::to_owned).to_vec());
            let (output, ..) = self.type_in(OWN, &put.typed(&self.names), &End::Itself);
            let revision = output.split("\"revision\":").nth(1).and_then(|rest| rest.split(',').next()?.parse().ok());
            if revision.is_none_or(|revision: i64| revision >= start) {
                return;
            }
        }
    }

    fn enter(&mut self, terminal: u8, text: &str) {
        let typed = Intervention::Type { client: ClientId(terminal), endpoint: None, line: text.into() };
        self.run.act(&typed).expect("a terminal can be typed in");
    }

    /// Types a line, and waits for its end, or brings that about. Returns what was printed, and how it ended.
    fn type_in(&mut self, terminal: u8, text: &str, end: &End) -> (String, String, String) {
        let before = self.shown(terminal).len();
        self.enter(terminal, text);
        self.end(terminal, before, end)
    }

    fn end(&mut self, terminal: u8, before: usize, end: &End) -> (String, String, String) {
        if matches!(end, End::Waits { .. }) {
            self.run.advance(ROUND);
        }
        let until = self.run.now() + PATIENCE;
        let is_done = |prompt: &Self| match end {
            End::Marker { .. } => is_marked(&prompt.printed(terminal, before, LineKind::Output), prompt.markers),
            End::Interrupt => prompt.printed(terminal, before, LineKind::Output).lines().count() >= 2,
            End::Waits { .. } => true,
            _ => false,
        };
        let mut done = is_done(self);
        while !self.is_idle(terminal) && !done && self.run.step_by(until) {
            done = is_done(self);
        }
        let ended = self.is_idle(terminal);
        let printed =
            |prompt: &Self| [LineKind::Output, LineKind::Error].map(|kind| prompt.printed(terminal, before, kind));
        let [output, error] = printed(self);
        if ended {
            return (output, error, self.status(terminal));
        }
        self.interrupt(terminal);
        if done && matches!(end, End::Marker { .. }) {
            return (output, error, MARKED.to_owned());
        }
        let [output, error] = printed(self);
        let status = self.status(terminal);
        (output, error, if done { status } else { format!("{ENDLESS} {status}") })
    }

    fn interrupt(&mut self, terminal: u8) {
        self.run.act(&Intervention::Interrupt(ClientId(terminal))).expect("a terminal can be interrupted");
        let until = self.run.now() + PATIENCE;
        while !self.is_idle(terminal) && self.run.step_by(until) {}
    }

    /// Waits until these terminals show so many lines.
    fn shows(&mut self, wait: &[(u8, usize)]) -> bool {
        let until = self.run.now() + PATIENCE;
        wait.iter().all(|(terminal, lines)| {
            let Some((_, before)) = self.jobs.get(terminal).cloned() else { return false };
            while self.printed(*terminal, before, LineKind::Output).lines().count() < *lines {
                if !self.run.step_by(until) {
                    return false;
                }
            }
            true
        })
    }

    /// ^C to what runs in a terminal.
    fn release(&mut self, terminal: u8, shown: usize, wait: &[(u8, usize)]) -> String {
        let shown = self.shows(&[(terminal, shown)]);
        let Some((line, before)) = self.jobs.remove(&terminal) else { return FREE.to_owned() };
        if !self.is_idle(terminal) {
            self.interrupt(terminal);
        }
        let [output, error] = [LineKind::Output, LineKind::Error].map(|kind| self.printed(terminal, before, kind));
        let status = self.status(terminal);
        let told = self.told(&line, (output, error, status));
        if shown && self.shows(wait) { told } else { WAITS.to_owned() }
    }

    /// Reads a watch up to the marker.
    fn read(&mut self, terminal: u8, key: &str, start: i64) -> String {
        let Some((line, before)) = self.jobs.remove(&terminal) else { return FREE.to_owned() };
        self.put_marker(key, start);
        let printed = self.end(terminal, before, &End::Marker { key: key.to_owned(), start });
        self.told(&line, printed)
    }

    fn printed(&self, terminal: u8, before: usize, kind: LineKind) -> String {
        let shown = self.shown(terminal);
        let of_kind = shown[before..].iter().filter(|(of, _)| *of == kind);
        of_kind.flat_map(|(_, text)| [text.as_str(), "\n"]).collect()
    }

    fn shown(&self, terminal: u8) -> Vec<(LineKind, String)> {
        let lines = self.client(terminal).terminal().lines().iter();
        lines.map(|line| (line.kind, line.text.to_string())).collect()
    }

    fn client(&self, terminal: u8) -> &agora_core::client::Client {
        self.run.world().client(ClientId(terminal)).expect("the terminal is there")
    }

    fn is_idle(&self, terminal: u8) -> bool {
        self.client(terminal).is_idle()
    }

    fn status(&self, terminal: u8) -> String {
        format!("[{}]", self.client(terminal).status())
    }
}
