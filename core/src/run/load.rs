//! A steady load: the same work for the benches on this machine and for the page in a browser.

use alloc::format;

use super::{Options, Run, Timeline};
use crate::{id::ClientId, sim::intervention::Intervention, time::Duration};

impl Run {
    /// A run of `seconds` of virtual time in which `puts` keys are put every second, evenly spread, from one terminal.
    pub fn under_load(members: u8, puts: u32, seconds: u32) -> Self {
        let mut run = Self::new(Options { members, ..Options::default() });
        for second in 0..seconds {
            for put in 0..puts {
                let line = format!("put key{} value{second}", put % 10).into();
                let typed = Intervention::Type { client: ClientId(1), endpoint: None, line };
                run.act(&typed).expect("a terminal takes lines at any time");
                run.advance(Duration::from_micros(1_000_000 / u64::from(puts)));
            }
            run.advance_to(crate::time::SimTime(u64::from(second + 1) * 1_000_000));
        }
        run
    }
}

impl Timeline {
    /// The same load of ten puts a second on five members, recorded as the page records: put by put, with checkpoints.
    pub fn under_load(seconds: u32) -> Self {
        let mut timeline = Self::of(Run::new(Options::default()));
        for second in 0..seconds {
            for put in 0..10 {
                let line = format!("put key{put} value{second}").into();
                let typed = Intervention::Type { client: ClientId(1), endpoint: None, line };
                timeline.act(&typed).expect("a terminal takes lines at any time");
                timeline.play(Duration::from_millis(100));
            }
        }
        timeline
    }
}
