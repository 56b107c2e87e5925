//! From the words of a command line to what is to be done: the tree of commands, and how a name is found in it.

mod auth;
mod cluster;
mod kv;
mod lease;
mod recipes;
mod txn;
mod watch;

pub use cluster::offline;
pub use txn::finish;
pub use watch::{WatchStep, watch_line};

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use super::{
    Action, Endpoint, Exit, Invocation, Login,
    flags::{self, Flag, Kind, Words},
    help,
    print::{Format, Style},
};
use crate::time::Duration;

/// How long a request takes at most, unless told otherwise.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(5);

/// How long it tries to connect, unless told otherwise.
const DIAL_TIMEOUT: Duration = Duration::from_secs(2);

/// The variables that a process is started with.
pub type Environment = BTreeMap<String, String>;

/// What a command's words are read with.
pub(super) struct Context<'a> {
    /// All words behind `watch`, which looks for `--` in them itself.
    pub(super) raw: &'a [String],
    /// The variables.
    pub(super) environment: &'a Environment,
}

type Build = fn(&Words, &Context<'_>) -> Result<Action, Exit>;

/// One command, or a family of them.
pub(super) struct Verb {
    pub(super) name: &'static str,
    pub(super) alias: Option<&'static str>,
    pub(super) usage: &'static str,
    pub(super) help: &'static str,
    pub(super) flags: &'static [Flag],
    pub(super) children: &'static [Verb],
    build: Option<Build>,
}

impl Verb {
    const fn new(
        name: &'static str,
        usage: &'static str,
        help: &'static str,
        flags: &'static [Flag],
        build: Build,
    ) -> Self {
        Self { name, alias: None, usage, help, flags, children: &[], build: Some(build) }
    }

    const fn family(name: &'static str, help: &'static str, children: &'static [Verb]) -> Self {
        Self { name, alias: None, usage: "", help, flags: &[], children, build: None }
    }

    /// The child that is meant: its name, its alias, or a beginning that no other child has (cobra, `findNext`).
    fn child(&self, typed: &str) -> Option<&'static Verb> {
        if let Some(whole) = self.children.iter().find(|verb| verb.name == typed || verb.alias == Some(typed)) {
            return Some(whole);
        }
        let begins =
            |verb: &&Verb| verb.name.starts_with(typed) || verb.alias.is_some_and(|alias| alias.starts_with(typed));
        let mut begun = self.children.iter().filter(begins);
        begun.next().filter(|_| begun.next().is_none())
    }
}

pub(super) const GLOBAL: &[Flag] = &[
    Flag::new("endpoints", Kind::List, "members to talk to, with a comma between: n1:2379,n2:2379"),
    Flag::new("write-out", Kind::Text, "form of the output: simple, json, fields or table").short('w'),
    Flag::new("command-timeout", Kind::Span, "give up after this long (5s)"),
    Flag::new("dial-timeout", Kind::Span, "give up connecting after this long (2s)"),
    Flag::new("hex", Kind::Bool, "print keys and values as hexadecimal"),
    Flag::new("user", Kind::Text, "who asks: name:password, or a name with --password"),
    Flag::new("password", Kind::Text, "the password of --user"),
];

/// Flags that mean nothing in a simulated network; they are accepted, so that what is pasted runs.
pub(super) const IDLE: &[Flag] = &[
    Flag::new("cacert", Kind::Text, ""),
    Flag::new("cert", Kind::Text, ""),
    Flag::new("debug", Kind::Bool, ""),
    Flag::new("discovery-srv", Kind::Text, "").short('d'),
    Flag::new("discovery-srv-name", Kind::Text, ""),
    Flag::new("insecure-discovery", Kind::Bool, ""),
    Flag::new("insecure-skip-tls-verify", Kind::Bool, ""),
    Flag::new("insecure-transport", Kind::Bool, ""),
    Flag::new("keepalive-time", Kind::Span, ""),
    Flag::new("keepalive-timeout", Kind::Span, ""),
    Flag::new("key", Kind::Text, ""),
];

pub(super) const HELP: &[Flag] = &[Flag::new("help", Kind::Bool, "say what a command does").short('h')];

/// `etcdctl` itself, with its commands in their own order.
pub(super) static ROOT: Verb = Verb {
    name: "etcdctl",
    alias: None,
    usage: "etcdctl [flags] <command> …",
    help: "A client of etcd",
    flags: &[],
    children: &[
        kv::GET,
        kv::PUT,
        kv::DEL,
        txn::TXN,
        kv::COMPACTION,
        cluster::ALARM,
        cluster::DEFRAG,
        cluster::ENDPOINT,
        cluster::MOVE_LEADER,
        watch::WATCH,
        Verb::new("version", "version", "Prints the version of etcdctl", &[], |_, _| Err(help::version())),
        lease::LEASE,
        cluster::MEMBER,
        cluster::SNAPSHOT,
        cluster::MAKE_MIRROR,
        recipes::LOCK,
        recipes::ELECT,
        auth::AUTH,
        auth::USER,
        auth::ROLE,
        cluster::CHECK,
        cluster::COMPLETION,
        Verb::new("help", "help [command]", "Says what a command does", &[], |words, _| {
            Err(help::topic(&words.arguments))
        }),
    ],
    build: None,
};

/// Reads the words behind `etcdctl`. `input` is its standard input, where that is not the terminal.
///
/// # Errors
/// The command's end, where it asks nothing of the cluster: `help`, `version`, or an error in etcdctl's words.
pub fn parse(typed: &[String], environment: &Environment, input: Option<&str>) -> Result<Invocation, Exit> {
    match environment.get("ETCDCTL_API").map_or("", String::as_str) {
        "" | "3" => {}
        "2" => return Err(Exit::error(1, "the API of etcd 2 is not here: leave ETCDCTL_API away, or set it to 3")),
        other => {
            let error = format!("unsupported API version: {other}\n");
            return Err(Exit { status: 1, output: String::new(), error });
        }
    }
    let (path, rest) = find(typed);
    let verb = path.last().copied().unwrap_or(&ROOT);
    if path.len() == 1
        && let Some(typed) = bare_word(&rest, &path)
    {
        return Err(help::unknown(typed));
    }
    let mut words = flags::split(&rest, &known(&path)).map_err(|wrong| help::misused(&path, &wrong))?;
    if words.is_on("help") {
        return Err(help::about(&path));
    }
    let Some(build) = verb.build else { return Err(help::about(&path)) };
    let behind = typed.iter().position(|word| word == "watch").map_or(0, |place| place + 1);
    let context = Context { raw: &typed[behind..], environment };
    let action = build(&words, &context)?;
    from_environment(&mut words, environment)?;
    invocation(action, &words, verb, input)
}

/// Puts action and flags together.
fn invocation(action: Action, words: &Words, verb: &Verb, input: Option<&str>) -> Result<Invocation, Exit> {
    let offline = matches!(action, Action::SnapshotStatus { .. } | Action::SnapshotRestore(_));
    let moved = if offline { cluster::deprecation(verb.name) } else { "" };
    let format = Format::parse(words.text("write-out").unwrap_or("simple"))
        .map_err(|exit| Exit { error: String::from(moved) + &exit.error, ..exit })?;
    let style = Style {
        format,
        hex: words.is_on("hex"),
        value_only: words.is_on("print-value-only"),
        count_only: words.is_on("count-only"),
    };
    if words.has("endpoints") && words.list("endpoints").is_empty() && !offline {
        return Err(Exit::error(2, "etcdclient: no available endpoints"));
    }
    let login = if offline { None } else { login(words)? };
    let is_range = words.arguments.len() > 1;
    let warning = match verb.name {
        "del" if is_range && !words.is_on("range") => kv::RANGE_WARNING,
        _ => moved,
    };
    let invocation = Invocation {
        action,
        style,
        timeout: words.span("command-timeout").unwrap_or(COMMAND_TIMEOUT),
        dial_timeout: words.span("dial-timeout").unwrap_or(DIAL_TIMEOUT),
        endpoints: words
            .has("endpoints")
            .then(|| words.list("endpoints").into_iter().map(|url| Endpoint(url.into())).collect()),
        login,
        warning: warning.into(),
        said: String::new(),
    };
    match input {
        Some(input) => finish(invocation, input),
        None => Ok(invocation),
    }
}

/// Who asks (etcdctl, `authCfgFromCmd`).
fn login(words: &Words) -> Result<Option<Login>, Exit> {
    let Some(user) = words.text("user").filter(|user| !user.is_empty()) else { return Ok(None) };
    if let Some(password) = words.text("password").filter(|password| !password.is_empty()) {
        return Ok(Some(Login { name: user.into(), password: password.into() }));
    }
    match user.split_once(':') {
        Some((name, password)) if name.is_empty() || password.is_empty() => Ok(None),
        Some((name, password)) => Ok(Some(Login { name: name.into(), password: password.into() })),
        None => Err(Exit::error(
            1,
            format!("a password for {user} cannot be asked for here: write --user {user}:PASSWORD, or --password"),
        )),
    }
}

/// Gives global flags the values of their `ETCDCTL_…` variables (etcd, `SetPflagsFromEnv`).
///
/// A variable and its flag exclude each other; the real one ends with a line of its log, of which this is the message.
fn from_environment(words: &mut Words, environment: &Environment) -> Result<(), Exit> {
    // Most terminals set none, and then no name need be put together.
    if !environment.keys().any(|name| name.starts_with("ETCDCTL_")) {
        return Ok(());
    }
    // The time-out of a command has begun by the time the real one looks for its variable.
    for flag in GLOBAL.iter().chain(IDLE).filter(|flag| flag.long != "command-timeout") {
        let name = format!("ETCDCTL_{}", flag.long.to_uppercase().replace('-', "_"));
        let Some(value) = environment.get(&name).filter(|value| !value.is_empty()) else { continue };
        if words.has(flag.long) {
            return Err(Exit::error(
                1,
                format!(
                    "conflicting environment variable is shadowed by corresponding command-line flag (either unset \
                     environment variable or disable flag)): {name}"
                ),
            ));
        }
        // A value that is none is passed over without a word, as the real one does.
        let _ = words.set(flag, value);
    }
    Ok(())
}

/// Which flags a command knows.
fn known(path: &[&'static Verb]) -> Vec<&'static [Flag]> {
    let own = path.iter().map(|verb| verb.flags);
    [GLOBAL, IDLE, HELP].into_iter().chain(own).collect()
}

/// Goes down the tree for as long as the words name commands (cobra, `Find`): the path, and the words without its names.
pub(super) fn find(words: &[String]) -> (Vec<&'static Verb>, Vec<&str>) {
    let mut path = alloc::vec![&ROOT];
    let mut rest = flags::borrowed(words);
    loop {
        let here = path[path.len() - 1];
        let next = bare_word(&rest, &path)
            .and_then(|typed| here.child(typed).map(|child| (child, place_of(&rest, typed, &path))));
        let Some((child, place)) = next else { return (path, rest) };
        if let Some(place) = place {
            rest.remove(place);
        }
        path.push(child);
    }
}

/// Whether a word is a flag that takes the next word, as far as cobra can tell: what it does not know, it takes to.
fn takes_next(word: &str, path: &[&'static Verb]) -> bool {
    if !word.starts_with('-') || word.contains('=') {
        return false;
    }
    let known = known(path);
    let bool_flag = |matches: &dyn Fn(&Flag) -> bool| {
        known.iter().copied().flatten().any(|flag| flag.kind == Kind::Bool && matches(flag))
    };
    match (word.strip_prefix("--"), word.strip_prefix('-')) {
        (Some(long), _) => !bool_flag(&|flag| flag.long == long),
        (None, Some(short)) if short.len() == 1 => {
            !bool_flag(&|flag| flag.short.is_some_and(|it| short.starts_with(it)))
        }
        _ => false,
    }
}

/// The first word that is neither a flag nor a flag's value (cobra, `stripFlags`).
fn bare_word<'a>(words: &[&'a str], path: &[&'static Verb]) -> Option<&'a str> {
    let mut rest = words.iter();
    loop {
        let word = rest.next().filter(|word| **word != "--")?;
        if takes_next(word, path) {
            if rest.len() <= 1 {
                return None;
            }
            rest.next();
        } else if !word.is_empty() && !word.starts_with('-') {
            return Some(word);
        }
    }
}

/// Where the command's name stands (cobra, `argsMinusFirstX`).
fn place_of(words: &[&str], name: &str, path: &[&'static Verb]) -> Option<usize> {
    let mut place = 0;
    while place < words.len() {
        let word = words[place];
        if word == "--" {
            return None;
        } else if takes_next(word, path) {
            place += 1;
        } else if !word.starts_with('-') && word == name {
            return Some(place);
        }
        place += 1;
    }
    None
}

pub(super) fn bytes(text: &str) -> crate::mvcc::Bytes {
    text.as_bytes().into()
}

/// Wrong arguments.
pub(super) fn bad(text: impl core::fmt::Display) -> Exit {
    Exit::error(128, text)
}
