//! Looking through many seeds, in a worker: what is asked, how far it has come, what was found.

mod seek;

pub use seek::Seek;

use super::{Store, action::SearchAction, library::Dialog, task::Task};

/// What is offered to look for, in the script language's words; the last is whatever one types.
pub const SOUGHT: [&str; 4] = ["violation", "no leader for 5s", "split vote", "two leaders"];
/// What else `until` waits for.
pub const CONDITIONS: [&str; 7] = ["no-leader", "leader", "election", "commit", "members", "quiet", "c1 idle"];
pub const SEEDS_MAX: u64 = 1_000_000;
pub const SPAN_MAX: u64 = 600;

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Search {
    /// The words of what is sought.
    pub sought: String,
    /// The name of a rule that is off; empty for none.
    pub without: String,
    pub seeds: String,
    /// In virtual seconds.
    pub span: String,
    /// Counts the searches: what an older one says is no longer wanted.
    number: u32,
    pub state: State,
}

#[derive(Clone, PartialEq, Debug)]
pub enum State {
    /// Nothing is being looked for.
    Idle,
    /// So many seeds of all have been played.
    Looking(u64, u64),
    /// There is a hit, with this seed, and it becomes smaller: so many tries.
    Shrinking(u64, u64),
    /// A hit: its seed and a script that shows it.
    Found(u64, String),
    /// None of so many seeds.
    Nothing(u64),
    /// What was asked cannot be looked for; the reason.
    Wrong(String),
}

impl Default for Search {
    fn default() -> Self {
        Self {
            sought: SOUGHT[0].to_owned(),
            without: String::new(),
            seeds: "1000".to_owned(),
            span: "30".to_owned(),
            number: 0,
            state: State::Idle,
        }
    }
}

impl Store {
    pub(super) fn search(&mut self, action: SearchAction) -> Vec<Task> {
        let search = &mut self.search;
        match action {
            SearchAction::Ask => {
                self.library.dialog = Some(Dialog::Search);
                return vec![Task::Focus("sought")];
            }
            SearchAction::Sought(words) => search.sought = words,
            SearchAction::Without(rule) => search.without = rule,
            SearchAction::Seeds(seeds) => search.seeds = seeds,
            SearchAction::Span(span) => search.span = span,
            SearchAction::Begin => return self.begin_search(),
            SearchAction::Cancel => {
                search.number += 1;
                search.state = State::Idle;
                return vec![Task::EndSearch];
            }
            SearchAction::Heard(number, said) => {
                if number == search.number {
                    search.hear(&said);
                }
            }
            SearchAction::OpenFound => {
                if let State::Found(_, script) = &search.state {
                    let script = script.clone();
                    return self.open_text(&script);
                }
            }
        }
        Vec::new()
    }

    fn begin_search(&mut self) -> Vec<Task> {
        let words = &self.text().run;
        let bounded = |text: &str, max: u64| text.trim().parse().ok().filter(|number| (1..=max).contains(number));
        let search = &mut self.search;
        let Some(seeds) = bounded(&search.seeds, SEEDS_MAX) else {
            search.state = State::Wrong(words.seeds_wrong.to_owned());
            return Vec::new();
        };
        let Some(span) = bounded(&search.span, SPAN_MAX) else {
            search.state = State::Wrong(words.span_wrong.to_owned());
            return Vec::new();
        };
        let request = seek::request(&search.sought, &search.without, seeds, span);
        // A wrong word is told here, before a worker is started for it.
        if Seek::new(&request).is_err() {
            search.state = State::Wrong(format!("“{}” {}", search.sought.trim(), words.sought_wrong));
            return Vec::new();
        }
        search.number += 1;
        search.state = State::Looking(0, seeds);
        vec![Task::BeginSearch(search.number, request)]
    }
}

impl Search {
    /// Takes in what the worker says.
    fn hear(&mut self, said: &str) {
        let (head, script) = said.split_once('\n').unwrap_or((said, ""));
        let mut words = head.split(' ');
        let kind = words.next().unwrap_or_default();
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        self.state = match kind {
            "tried" => State::Looking(number(), number()),
            "shrinking" => State::Shrinking(number(), number()),
            "found" => State::Found(number(), script.to_owned()),
            "nothing" => State::Nothing(number()),
            _ => State::Wrong(said.to_owned()),
        };
    }
}
