//! Runs under a steady load, for benches and for comparing machines.

use agora_core::{
    id::ClientId,
    run::{Options, Run},
    sim::intervention::Intervention,
    time::Duration,
};

/// A run of `span` virtual seconds in which `puts` keys are put every second, evenly spread.
pub fn steady(members: u8, puts: u32, span: u32) -> Run {
    let mut run = Run::new(Options { members, ..Options::default() });
    for second in 0..span {
        for put in 0..puts {
            let line = format!("put key{} value{second}", put % 10).into();
            let typed = Intervention::Type { client: ClientId(1), endpoint: None, line };
            run.act(&typed).expect("the terminal takes lines at any time");
            run.advance(Duration::from_micros(1_000_000 / u64::from(puts)));
        }
        if puts == 0 {
            run.advance(Duration::from_secs(1));
        }
    }
    run
}
