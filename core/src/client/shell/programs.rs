//! The programs that a terminal has, and the prefixes that people paste in front of them.

use alloc::{
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{
    Shell, Step,
    curl::{Curl, curl},
    program, words, wrong,
};
use crate::{
    client::files::File,
    etcdctl::{self, Environment, Exit, Invocation, Start},
    time::Duration,
};

/// A program that takes its time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Task {
    /// `etcdctl …`
    Etcdctl(Invocation),
    /// `etcd …`: a member's process begins.
    Etcd(Arc<Start>),
    /// `curl URL`
    Curl(Curl),
    /// `sleep …`
    Sleep(Duration),
}

/// Programs that people are used to and that are not here, in order, as they are searched by halves.
pub(super) const ABSENT: &[&str] = &[
    "apt",
    "awk",
    "bash",
    "cp",
    "cut",
    "date",
    "diff",
    "find",
    "git",
    "go",
    "grep",
    "head",
    "jq",
    "kill",
    "less",
    "make",
    "mkdir",
    "more",
    "mv",
    "nc",
    "netstat",
    "openssl",
    "ping",
    "ps",
    "python",
    "python3",
    "scp",
    "sed",
    "seq",
    "service",
    "sort",
    "ssh",
    "systemctl",
    "tail",
    "tar",
    "tee",
    "timeout",
    "top",
    "touch",
    "tr",
    "uniq",
    "vi",
    "vim",
    "wc",
    "wget",
    "xargs",
    "xxd",
    "yum",
];

/// Options of `docker run` and `docker exec` that take the next word.
const DOCKER_TAKES: &[&str] = &[
    "-e",
    "--env",
    "-h",
    "--hostname",
    "--ip",
    "-l",
    "--label",
    "--name",
    "--net",
    "--network",
    "-p",
    "--publish",
    "--restart",
    "-u",
    "--user",
    "-v",
    "--volume",
    "-w",
    "--workdir",
    "--env-file",
    "--entrypoint",
    "-m",
    "--memory",
];

impl Shell {
    /// Runs a command whose words are expanded; `None` where it has put more on the list, or had nothing to do.
    pub(super) fn run(
        &mut self,
        mut words: Vec<String>,
        mut environment: Environment,
        input: Option<&str>,
    ) -> Option<Step> {
        // A prompt that was copied along.
        while words.first().is_some_and(|word| word == "$") {
            words.remove(0);
        }
        // A line of a unit of systemd.
        if let Some(program) = words.first().and_then(|word| word.strip_prefix("ExecStart=")) {
            words[0] = program.into();
        }
        let count = words.iter().take_while(|word| is_assignment(word)).count();
        let assignments = words
            .drain(..count)
            .filter_map(|word| word.split_once('=').map(|(name, value)| (name.to_string(), value.to_string())));
        let assignments = assignments.collect::<Vec<_>>();
        if words.is_empty() {
            for (name, value) in assignments {
                self.set(name, value, None);
            }
            return (count > 0).then(|| Step::Ended(Exit::default()));
        }
        environment.extend(assignments);
        let name = words.remove(0);
        self.builtin(name, words, environment, input)
    }

    fn builtin(
        &mut self,
        name: String,
        words: Vec<String>,
        environment: Environment,
        input: Option<&str>,
    ) -> Option<Step> {
        let done = |output: String| Some(Step::Ended(Exit { output, ..Exit::default() }));
        let status = |status| Some(Step::Ended(Exit { status, ..Exit::default() }));
        match name.as_str() {
            verb @ ("export" | "unset") => Some(Step::Ended(self.variable(verb, &words))),
            "sh" | "bash" if words.first().is_some_and(|word| word == "-c") => {
                let Some(text) = words.get(1) else { return Some(Step::Ended(wrong("-c needs a text behind it"))) };
                match program::read(text) {
                    Ok(list) if !list.is_empty() && self.frames.len() < 64 => {
                        self.push(list, environment);
                        None
                    }
                    Ok(list) if list.is_empty() => status(0),
                    Ok(_) => Some(Step::Ended(wrong("shells stand in each other at most 64 deep here"))),
                    Err(words::Broken::Unfinished(why)) => Some(Step::Ended(wrong(why))),
                    Err(words::Broken::Wrong(why)) => Some(Step::Ended(wrong(&why))),
                }
            }
            "sudo" | "env" | "time" | "nohup" | "exec" | "command" if !words.is_empty() => {
                self.run(words, environment, input)
            }
            "docker" | "podman" | "nerdctl" => self.docker(&words, environment, input),
            "kubectl" => match words.iter().position(|word| word == "--") {
                Some(place) if words.first().is_some_and(|word| word == "exec") => {
                    self.run(words[place + 1..].to_vec(), environment, input)
                }
                _ => Some(Step::Ended(wrong("of kubectl there is only kubectl exec POD -- etcdctl … here"))),
            },
            "echo" if words.first().is_some_and(|word| word == "-n") => done(words[1..].join(" ")),
            "echo" => done(words.join(" ") + "\n"),
            "printf" => done(printf(&words)),
            "cat" => Some(Step::Ended(self.cat(&words, input))),
            "ls" => done(self.files.keys().map(|file| format!("{file}\n")).collect()),
            "rm" => {
                words.iter().for_each(|file| drop(self.take(file)));
                status(0)
            }
            "true" | ":" | "clear" | "cd" | "set" => status(0),
            "false" => status(1),
            "printenv" => {
                let all = self.exported().into_iter().chain(environment);
                done(all.map(|(name, value)| format!("{name}={value}\n")).collect())
            }
            _ => Some(self.program(name, words, environment, input)),
        }
    }

    /// A program that has a process of its own.
    fn program(&self, name: String, mut words: Vec<String>, environment: Environment, input: Option<&str>) -> Step {
        let mut all = self.exported();
        all.extend(environment);
        let task = match base(&name) {
            "etcd" => etcdctl::start(&words, &all).map(|start| Task::Etcd(start.into())),
            "etcdctl" => etcdctl::parse(&words, &all, input).map(Task::Etcdctl),
            "etcdutl" => etcdctl::offline(etcdctl::parse(&words, &all, input)).map(Task::Etcdctl),
            "curl" => curl(&words).map(Task::Curl),
            "sleep" => sleep(&words).map(Task::Sleep),
            base if ABSENT.binary_search(&base).is_ok() || name.contains('/') => {
                let error =
                    format!("sh: {name}: not found: there are etcdctl, etcd, curl, echo, cat, sleep and export here\n");
                Err(Exit { status: 127, output: String::new(), error })
            }
            // The word etcdctl may be left out.
            _ => {
                words.insert(0, name);
                etcdctl::parse(&words, &all, input).map(Task::Etcdctl)
            }
        };
        match task {
            Ok(task) => Step::Run { task, background: false },
            Err(exit) => Step::Ended(exit),
        }
    }

    /// The command that `lock` or `watch` runs, with what they tell it in its environment. `None`: there is no such
    /// program; its name stands in the real one's error, `exec: "NAME": executable file not found in $PATH`.
    ///
    /// `sh -c TEXT` may hold one command only.
    pub fn exec(
        &mut self,
        words: &[String],
        told: &[(&str, String)],
        status: u8,
        known: super::Known<'_>,
    ) -> Option<Step> {
        let first = words.first()?;
        let runs = [
            "etcdctl", "etcdutl", "curl", "echo", "printf", "cat", "sleep", "true", "false", "sh", "bash", "env",
            "printenv",
        ];
        if !runs.contains(&base(first)) {
            return None;
        }
        let environment =
            told.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect::<Environment>();
        let mut shell = Self { variables: self.variables.clone(), files: self.files.clone(), ..Self::default() };
        for (name, value) in &environment {
            shell.set(name.clone(), value.clone(), Some(true));
        }
        let step = match shell.run(words.to_vec(), environment, None) {
            None => shell.next(status, known),
            step => step,
        };
        if !shell.is_idle() && shell.next(0, known).is_some() {
            return Some(Step::Ended(wrong(
                "a command that is run for an event is one command here: leave the rest away",
            )));
        }
        self.files = shell.files;
        Some(step.unwrap_or(Step::Ended(Exit::default())))
    }

    fn variable(&mut self, verb: &str, words: &[String]) -> Exit {
        for word in words {
            let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
            if !words::is_name(name) {
                return wrong(&format!("{verb}: {name}: bad variable name: it has letters, digits and _"));
            }
            if verb == "unset" {
                self.variables.remove(name);
                continue;
            }
            let value =
                value.map(ToString::to_string).or_else(|| self.variables.get(name).map(|(value, _)| value.clone()));
            self.set(name.into(), value.unwrap_or_default(), Some(true));
        }
        Exit::default()
    }

    /// `docker exec … CONTAINER COMMAND` and `docker run … IMAGE COMMAND`.
    fn docker(&mut self, words: &[String], mut environment: Environment, input: Option<&str>) -> Option<Step> {
        let absent = "of docker there are docker exec … etcd etcdctl … and docker run … IMAGE etcd … here";
        let mut rest = match words.split_first() {
            Some((verb, rest)) if verb == "exec" || verb == "run" => rest.iter(),
            _ => return Some(Step::Ended(wrong(absent))),
        };
        while let Some(word) = rest.as_slice().first().filter(|word| word.starts_with('-')) {
            rest.next();
            let (option, value) =
                word.split_once('=').map_or((word.as_str(), None), |(option, value)| (option, Some(value)));
            let value = match value {
                Some(value) => Some(value.to_string()),
                None if DOCKER_TAKES.contains(&option) => rest.next().cloned(),
                None => None,
            };
            if let Some((name, value)) = value.as_deref().and_then(|value| value.split_once('='))
                && (option == "-e" || option == "--env")
            {
                environment.insert(name.into(), value.into());
            }
        }
        rest.next();
        match rest.as_slice() {
            [] => Some(Step::Ended(wrong(absent))),
            command => self.run(command.to_vec(), environment, input),
        }
    }

    fn cat(&self, words: &[String], input: Option<&str>) -> Exit {
        let mut exit = Exit::default();
        if words.is_empty() {
            exit.output = input.unwrap_or_default().into();
        }
        for file in words {
            let found = self.file(file);
            if let Some(text) = found.and_then(File::text) {
                exit.output += text;
            } else if found.is_some() {
                exit.error += &format!("cat: {file}: no text: etcdctl snapshot status {file} reads a snapshot\n");
                exit.status = 1;
            } else {
                exit.error += &format!("cat: {file}: No such file or directory\n");
                exit.status = 1;
            }
        }
        exit
    }
}

/// `NAME=value` before a command.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| words::is_name(name))
}

/// A program's name without its folders.
fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The little of `printf` that one needs to write a value: `\n`, `\t`, `\\`, `%s`, `%%`.
fn printf(words: &[String]) -> String {
    let Some((format, rest)) = words.split_first() else { return String::new() };
    let mut values = rest.iter();
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(other) => {
                    text.extend((other != '\\').then_some('\\'));
                    text.push(other);
                }
                None => text.push('\\'),
            },
            '%' => match letters.next() {
                Some('s' | 'd') => text += values.next().map_or("", String::as_str),
                Some('%') | None => text.push('%'),
                Some(other) => text.extend(['%', other]),
            },
            letter => text.push(letter),
        }
    }
    text
}

/// `sleep 2`, `sleep 0.5`, `sleep 1m`.
fn sleep(words: &[String]) -> Result<Duration, Exit> {
    let mut span = Duration::ZERO;
    for word in words {
        let (number, unit) = match word.char_indices().next_back() {
            Some((end, 's')) => (&word[..end], 1e6),
            Some((end, 'm')) => (&word[..end], 6e7),
            Some((end, 'h')) => (&word[..end], 3.6e9),
            _ => (word.as_str(), 1e6),
        };
        match number.parse::<f64>() {
            Ok(number) if number.is_finite() && (0.0..1e9).contains(&number) => {
                span = Duration(span.0.saturating_add((number * unit) as u64));
            }
            _ => return Err(wrong(&format!("sleep: invalid time interval '{word}': sleep 2 waits two seconds"))),
        }
    }
    if words.is_empty() { Err(wrong("sleep: missing operand: sleep 2 waits two seconds")) } else { Ok(span) }
}
