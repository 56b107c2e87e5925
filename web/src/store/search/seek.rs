//! What the worker does, a little at a time: it plays seed after seed, and makes a hit small.

use agora_core::{
    raft::Rule,
    run::{
        Condition,
        faults::FaultPlan,
        search::{Minimiser, Search, Searching, SoughtError, Template},
    },
    time::Duration,
};

/// How many seeds are played between two words.
const SEEDS: u64 = 5;
/// How many tries are made between two words.
const TRIES: u32 = 20;

/// A search as the page asks for it: one part to a line.
pub(super) fn request(sought: &str, without: &str, seeds: u64, span: u64) -> String {
    format!("{}\n{without}\n{seeds}\n{span}", sought.trim())
}

/// A search under way.
pub struct Seek {
    search: Search,
    sought: Condition,
    hit: Option<(u64, Minimiser)>,
    over: bool,
}

impl Seek {
    /// A search for what `request` says.
    ///
    /// # Errors
    /// What cannot be looked for, and what could.
    pub fn new(request: &str) -> Result<Self, String> {
        let mut lines = request.lines();
        let mut next = || lines.next().unwrap_or_default();
        let sought: Condition = next().parse().map_err(|error: SoughtError| error.to_string())?;
        let rule = next();
        let sabotage = Rule::ALL.iter().copied().find(|known| known.name() == rule);
        let mut number = || next().parse::<u64>().map_err(|error| error.to_string());
        let (seeds, span) = (number()?, Duration::from_secs(number()?));
        let plan = FaultPlan { disturbed: span, settles_within: None, sabotage };
        let search = Search::new(Template::Faults(plan), sought, 0..seeds, span);
        Ok(Self { search, sought, hit: None, over: false })
    }

    /// Goes on a little, and says how far it has come: `tried 35 1000`, `shrinking 17 420`, `found 17` with a script
    /// below, or `nothing 1000`. `None` once it is over.
    pub fn proceed(&mut self) -> Option<String> {
        if self.over {
            return None;
        }
        if let Some((seed, minimiser)) = &mut self.hit {
            self.over = minimiser.proceed(TRIES);
            return Some(if self.over {
                format!("found {seed}\n{}", minimiser.script())
            } else {
                format!("shrinking {seed} {}", minimiser.tries())
            });
        }
        Some(match self.search.proceed(SEEDS) {
            Searching::Working(tried) => format!("tried {tried} {}", self.search.of()),
            Searching::Found(hit) => {
                let minimiser = hit.minimiser(self.sought);
                self.hit = Some((hit.seed, minimiser));
                format!("shrinking {} 0", hit.seed)
            }
            Searching::Over => {
                self.over = true;
                format!("nothing {}", self.search.of())
            }
        })
    }
}
