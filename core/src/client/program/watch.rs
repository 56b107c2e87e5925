//! `etcdctl watch KEY …`: prints what happens to keys until ^C, or until the member ends it (etcd, `watch_command.go`).

use alloc::{
    collections::VecDeque,
    format,
    string::{String, ToString},
    sync::Arc,
    vec,
    vec::Vec,
};

use super::{Doing, News};
use crate::{
    api::{
        Response,
        watch::{WatchCreate, WatchEvent, WatchEventKind, WatchResponse},
    },
    client::{
        call::Tag,
        desk::{Command, Desk},
        recipe::watcher::{Heard, Watcher},
    },
    etcdctl::{self, Environment, Style, WatchLine, WatchStep},
    id::Revision,
};

/// The first of the streams; each watch of an interactive command has one of its own.
const STREAM: u16 = 100;

/// The command.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::client) struct Watch {
    wanted: Vec<WatchCreate>,
    /// What is run for each event.
    command: Vec<String>,
    style: Style,
    watchers: Vec<Watcher>,
    /// Events for which the command has not run yet, with the revision of their response.
    waiting: VecDeque<(Revision, WatchEvent)>,
    running: bool,
    /// Its lines are typed one after the other, with these variables in its environment.
    interactive: Option<Environment>,
}

impl Watch {
    pub(in crate::client) fn new(wanted: Vec<WatchCreate>, command: Vec<String>, style: Style) -> Self {
        let (watchers, waiting) = (Vec::new(), VecDeque::new());
        Self { wanted, command, style, watchers, waiting, running: false, interactive: None }
    }

    /// One that is told by typed lines what to watch.
    pub(in crate::client) fn interactive(style: Style, environment: Environment) -> Self {
        Self { interactive: Some(environment), ..Self::new(Vec::new(), Vec::new(), style) }
    }

    pub(in crate::client) fn reads(&self) -> bool {
        self.interactive.is_some()
    }

    pub(super) fn begin(&mut self, desk: &mut Desk<'_, '_>) {
        for (number, wanted) in (STREAM..).zip(&self.wanted) {
            let wanted = WatchCreate { requires_leader: true, ..wanted.clone() };
            self.watchers.push(Watcher::open(Tag(number), wanted, desk));
        }
    }

    pub(super) fn hear(&mut self, news: &News<'_>, desk: &mut Desk<'_, '_>) {
        match news {
            News::Interrupted => return desk.exit(130),
            News::Finished(0) => {
                self.running = false;
                return self.run_next(desk);
            }
            News::Finished(status) => {
                let quoted = |word: &String| etcdctl::quoted(word.as_bytes());
                let command = self.command.iter().map(quoted).collect::<Vec<_>>().join(" ");
                let why = match status {
                    127 => format!("exec: {}: executable file not found in $PATH", quoted(&self.command[0])),
                    status => format!("exit status {status}"),
                };
                desk.print_error(&format!("command [{command}] error ({why})\n"));
                return desk.exit(1);
            }
            News::Line(line) => return self.line(line, desk),
            News::Woken | News::Answered(..) | News::Failed(..) => {}
        }
        for place in 0..self.watchers.len() {
            match self.watchers[place].hear(news, desk) {
                Some(Heard::Response(heard, response)) => self.print(&heard, &response, desk),
                Some(Heard::Canceled(heard)) => {
                    if let News::Answered(_, response) = news {
                        desk.show(&etcdctl::watch(self.style, response, &heard));
                    }
                    if self.reads() {
                        continue;
                    }
                    return desk.fail(5, "watch is canceled by the server");
                }
                Some(Heard::Closed(failure)) => {
                    desk.print_error(&format!("watch was canceled ({failure})\n"));
                    return desk.fail(5, "watch is canceled by the server");
                }
                None => {}
            }
        }
    }

    /// A line of an interactive watch.
    fn line(&mut self, line: &str, desk: &mut Desk<'_, '_>) {
        let Some(environment) = &self.interactive else { return };
        match etcdctl::watch_line(line, environment) {
            Err(exit) => desk.end(&exit),
            Ok(WatchStep::Say(text)) => desk.print_error(&text),
            Ok(WatchStep::Do(WatchLine::Progress)) => {
                self.watchers.iter().for_each(|watcher| watcher.ask_progress(desk));
            }
            Ok(WatchStep::Do(WatchLine::Watch(etcdctl::Watch { order, .. }))) => {
                let wanted = WatchCreate { requires_leader: true, ..order };
                let tag = Tag(STREAM + self.watchers.len() as u16);
                self.watchers.push(Watcher::open(tag, wanted, desk));
            }
        }
    }

    fn print(&mut self, heard: &Arc<WatchResponse>, response: &Response, desk: &mut Desk<'_, '_>) {
        let shown = etcdctl::watch(self.style, response, heard);
        desk.show(&shown);
        if shown.status == 0 && !self.command.is_empty() {
            self.waiting.extend(heard.events.iter().map(|event| (response.revision, event.clone())));
            self.run_next(desk);
        }
    }

    /// Runs the command for the next event, one at a time.
    fn run_next(&mut self, desk: &mut Desk<'_, '_>) {
        if self.running {
            return;
        }
        let Some((revision, event)) = self.waiting.pop_front() else { return };
        let kind = match event.kind {
            WatchEventKind::Put => "PUT",
            WatchEventKind::Delete => "DELETE",
        };
        let quoted = |bytes: &[u8]| etcdctl::quoted(bytes);
        let environment = vec![
            ("ETCD_WATCH_REVISION".to_string(), revision.to_string()),
            ("ETCD_WATCH_EVENT_TYPE".to_string(), format!("{kind:?}")),
            ("ETCD_WATCH_KEY".to_string(), quoted(&event.kv.key)),
            ("ETCD_WATCH_VALUE".to_string(), quoted(&event.kv.value)),
        ];
        self.running = true;
        desk.run(Command { words: self.command.clone(), environment });
    }

    pub(super) fn doing(&self) -> Doing {
        let keys = self.watchers.iter().map(|watcher| watcher.wanted().keys.to_string()).collect::<Vec<_>>();
        let next = self.watchers.first().map_or(0, Watcher::next);
        Doing::Watching { keys: keys.join(", "), next }
    }
}
