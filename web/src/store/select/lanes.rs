//! The words around the lanes.

use agora_core::{
    id::EventId,
    run::{Stage, Trace},
    time::Duration,
};

use super::{clock, inspector::millis};
use crate::{scene::lanes::Light, store::Store, text::event};

/// One stage of a followed request.
#[derive(Clone, PartialEq, Debug)]
pub struct StageRow {
    /// Its place among all stages: it has a colour of its own.
    pub number: usize,
    pub name: &'static str,
    pub took: String,
    /// Its part of the whole time.
    pub part: f64,
}

#[derive(Clone, PartialEq, Debug)]
pub struct LanesView {
    /// How much time is shown.
    pub span: String,
    /// Whether it stands still while time runs.
    pub held: bool,
    pub empty: bool,
    /// The picked event, with its time and its sentence.
    pub picked: Option<(EventId, String, String)>,
    /// The requests that are followed.
    pub traced: Vec<TracedRequest>,
    /// How far the stretch has been read, while it is being read.
    pub reading: Option<String>,
}

/// A request that is followed, and how long it took.
#[derive(Clone, PartialEq, Debug)]
pub struct TracedRequest {
    pub request: String,
    pub took: String,
    pub stages: Vec<StageRow>,
}

impl Store {
    pub fn lanes(&self) -> LanesView {
        let lanes = &self.lanes;
        let picked = lanes.picked().and_then(|id| lanes.window().event(id));
        LanesView {
            span: span(lanes.shown()),
            held: lanes.is_held(),
            empty: lanes.window().events().is_empty(),
            picked: picked
                .map(|found| (found.id, format!("{} s", clock(found.at.0)), event::sentence(self.language, found))),
            traced: self.traced(),
            reading: lanes.read_to().map(|at| clock(at.0)),
        }
    }

    fn traced(&self) -> Vec<TracedRequest> {
        let traces = self.lanes.traces.iter().filter(|_| matches!(self.lanes.light, Light::Trace(_)));
        traces.map(|trace| self.traced_request(trace)).collect()
    }

    fn traced_request(&self, trace: &Trace) -> TracedRequest {
        let total: u64 = trace.stages.iter().map(|span| span.took.as_micros()).sum();
        let names = self.text().run.stages;
        let stages = trace.stages.iter().filter_map(|span| {
            let number = Stage::ALL.iter().position(|stage| *stage == span.stage)?;
            let part = span.took.as_micros() as f64 / total.max(1) as f64;
            Some(StageRow { number, name: names[number], took: millis(span.took), part })
        });
        let took = millis(Duration::from_micros(total));
        TracedRequest { request: trace.request.to_string(), took, stages: stages.collect() }
    }
}

/// A stretch of time in few digits: `90 ms`, `1.5 s`.
fn span(span: Duration) -> String {
    match span.as_millis() {
        millis if millis < 1_000 => format!("{millis} ms"),
        millis if millis.is_multiple_of(1_000) => format!("{} s", millis / 1_000),
        millis => format!("{:.1} s", millis as f64 / 1_000.0),
    }
}
