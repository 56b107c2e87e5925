//! From text to statements.

use alloc::{string::ToString, vec::Vec};

use super::{
    Line, ParseError, Problem, Script, Statement,
    flags::{flags, pasted},
    words::{Parsed, Words, client, name, node},
};
use crate::{
    api::maintenance::AutoCompaction,
    client::shell::lines,
    id::NodeSet,
    raft::{ChangeError, Rule, Transition},
    run::{
        Condition, Expectation, Fact,
        condition::{Part, Quantity, READ_MODES, Relation, process_word, read_mode_word, role_word},
        share::limits,
    },
    sim::{
        Options,
        frame::{Process, RoleFrame, Standing},
        intervention::{ClockDial, DiskDial, Intervention, LinkDial, Name, Span},
        verdict::Invariant,
    },
    time::Duration,
};

/// The words that begin an intervention, other than a prompt.
pub const VERBS: &[&str] = &[
    "kill",
    "restart",
    "pause",
    "resume",
    "wipe",
    "cut",
    "heal",
    "partition",
    "link",
    "disk",
    "clock",
    "corrupt",
    "deliver",
    "drop",
    "delay",
    "duplicate",
    "fire",
    "reconfigure",
    "transfer",
    "forget-leader",
    "open",
    "sabotage",
];

/// Whether a line that begins with this word is an intervention, rather than something for a terminal.
pub fn is_verb(word: &str) -> bool {
    VERBS.contains(&word)
}

/// Reads a whole script.
///
/// # Errors
/// The first line that is wrong, with line, column and what could stand there.
pub fn parse(text: &str) -> Result<Script, ParseError> {
    let mut script = Script::default();
    let mut begun = false;
    for (number, line) in whole_lines(text) {
        let statement = statement(number, line)?;
        match &statement {
            Statement::Cluster(_) if begun => {
                return Err(misplaced_cluster(number));
            }
            Statement::Cluster(options) => script.options = *options,
            _ => {}
        }
        begun |= !matches!(statement, Statement::Blank | Statement::Comment(_));
        script.lines.push(Line { number, statement });
    }
    Ok(script)
}

/// The lines of a script with their numbers, from 1. A line at a prompt that has a here-document (`c1$ txn <<END`) goes on
/// to the line that ends it, and one that ends with a backslash goes on in the next.
pub fn whole_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    let mut number = 1;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match command(rest) {
            Some(start) => start + lines::first_text(&rest[start..]),
            None if rest.starts_with('#') => lines::first_line(rest),
            None => lines::first_joined(rest),
        };
        let (whole, after) = rest.split_at(end);
        let this = number;
        number += whole.matches('\n').count();
        rest = after;
        Some((this, whole.strip_suffix('\n').unwrap_or(whole)))
    })
}

/// Where the command begins in a text whose first line begins with a prompt.
fn command(text: &str) -> Option<usize> {
    let prompt = text[..lines::first_line(text)].split_once('$')?.0;
    let is_prompt = prompt.starts_with('c') && prompt[1..].starts_with(|letter: char| letter.is_ascii_digit());
    is_prompt.then_some(prompt.len() + 1)
}

/// Reads one line of a script.
pub(in crate::run) fn line(number: usize, text: &str) -> Result<Line, ParseError> {
    Ok(Line { number, statement: statement(number, text)? })
}

pub(in crate::run) fn misplaced_cluster(line: usize) -> ParseError {
    ParseError { line, column: 1, problem: Problem::ClusterNotFirst }
}

pub(in crate::run) fn misplaced_branch(line: usize) -> ParseError {
    let expected = "branch \"name\" from \"another\" after 3".to_string();
    ParseError { line, column: 1, problem: Problem::Expected(expected) }
}

/// Reads one line that is an intervention.
///
/// # Errors
/// The column, and what could stand there.
pub fn intervention(line: &str) -> Result<Intervention, ParseError> {
    match statement(1, line)? {
        Statement::Act(intervention) => Ok(intervention),
        _ => Err(Words::new(1, line).error("something to do: kill n1, cut n1 n2, c1$ put a b, …")),
    }
}

fn statement(number: usize, line: &str) -> Parsed<Statement> {
    let mut words = Words::new(number, line);
    let words = &mut words;
    let Some(first) = words.peek() else { return Ok(Statement::Blank) };
    if let Some(note) = words_comment(line) {
        return Ok(Statement::Comment(note.to_string()));
    }
    if let Some(typed) = typed(number, line) {
        return typed.map(Statement::Act);
    }
    if is_verb(first) {
        let act = deed(words)?;
        words.end()?;
        return Ok(Statement::Act(act));
    }
    words.take();
    let statement = match first {
        "cluster" => Statement::Cluster(cluster(words)?),
        "advance" => Statement::Advance(words.duration()?),
        "until" => {
            let condition = condition(words)?;
            let limit = if words.accept("limit") { Some(words.duration()?) } else { None };
            Statement::Until(condition, limit)
        }
        "step" if words.peek().is_none() => Statement::Step(1),
        "step" => Statement::Step(steps(words)?),
        "expect" => Statement::Expect(expectation(words)?),
        _ => {
            if let Some(options) = pasted(number, line) {
                return options.map(Statement::Cluster);
            }
            let expected = "a statement: cluster, advance, until, step, expect, a prompt (c1$ …), or something to do \
                            (kill n1, cut n1 n2, partition n1 | others, …)";
            return Err(Words::new(number, line).error(expected));
        }
    };
    words.end()?;
    Ok(statement)
}

fn words_comment(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix('#')
}

/// `c1$ put a b`, `c2@n3$ get a`, `c1$ ^C`; `None` when the line does not begin with a prompt.
fn typed(number: usize, line: &str) -> Option<Parsed<Intervention>> {
    let text = line.trim_start();
    let (prompt, rest) = text.split_once('$')?;
    if prompt.contains(char::is_whitespace) || !prompt.starts_with('c') {
        return None;
    }
    let (who, at) = prompt.split_once('@').map_or((prompt, None), |(who, at)| (who, Some(at)));
    let who = client(who)?;
    let endpoint = match at.map(name) {
        Some(None | Some(Name::Others)) => {
            return Some(Err(Words::new(number, line).error("a prompt: c1$, c1@n2$ or c1@leader$")));
        }
        Some(endpoint) => endpoint,
        None => None,
    };
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    if rest.trim() == "^C" {
        return Some(Ok(Intervention::Interrupt(who)));
    }
    if lines::goes_on(rest) {
        let end = "the end of this text: the line that ends its here-document, or one behind its backslash";
        let column = line.lines().next().map_or(1, |first| first.len() + 1);
        return Some(Err(ParseError { line: number, column, problem: Problem::Expected(end.into()) }));
    }
    Some(Ok(Intervention::Type { client: who, endpoint, line: rest.into() }))
}

fn cluster(words: &mut Words<'_>) -> Parsed<Options> {
    let mut options = Options::default();
    if words.peek().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        options.members = words.number("how many members: 1 to 9")?;
    }
    while let Some(word) = words.peek() {
        if word.starts_with('-') {
            flags(words, &mut options)?;
            break;
        }
        let before = words.error(
            "seed, election, heartbeat, clients, latency, jitter, disk, pre-vote, check-quorum, reads, \
             step-down-on-removal, snapshot-count, catch-up-entries, quota-backend-bytes, max-txn-ops, \
             max-request-bytes, lease-checkpoints, auto-compaction, initial-corrupt-check, corrupt-check-time, or flags of etcd (--quota-backend-bytes=…)",
        );
        match words.take() {
            Some("seed") => options.seed = words.number("a seed: a whole number")?,
            Some("clients") => options.clients = words.number("how many terminals: 1 to 9")?,
            Some("election") => options.settings.tuning.election = words.duration()?,
            Some("heartbeat") => options.settings.tuning.heartbeat = words.duration()?,
            Some("pre-vote") => options.settings.tuning.pre_vote = words.switch()?,
            Some("check-quorum") => options.settings.tuning.check_quorum = words.switch()?,
            Some("reads") => {
                let modes = READ_MODES.map(|mode| (read_mode_word(mode), mode));
                options.settings.tuning.reads = words.one_of("how reads are confirmed", &modes)?;
            }
            Some("step-down-on-removal") => options.settings.tuning.step_down_on_removal = words.switch()?,
            Some("snapshot-count") => {
                options.settings.snapshot_count = words.number("how many entries: a whole number")?;
            }
            Some("catch-up-entries") => {
                options.settings.catch_up_entries = words.number("how many entries: a whole number")?;
            }
            Some("quota-backend-bytes") => options.settings.quota = words.number("how many bytes: a whole number")?,
            Some("max-txn-ops") => options.settings.txn_ops_max = words.number::<u32>("how many operations")? as usize,
            Some("max-request-bytes") => {
                options.settings.request_bytes_max = words.number::<u32>("how many bytes: a whole number")? as usize;
            }
            Some("lease-checkpoints") => options.settings.lease_checkpoints = words.switch()?,
            Some("initial-corrupt-check") => options.settings.corrupt_check.initial = words.switch()?,
            Some("corrupt-check-time") => options.settings.corrupt_check.every = words.duration()?,
            Some("auto-compaction") => options.settings.auto_compaction = Some(auto_compaction(words)?),
            Some("latency") => options.dials.latency = words.duration()?,
            Some("jitter") => options.dials.jitter = words.duration()?,
            Some("disk") => options.disk_latency = words.duration()?,
            _ => return Err(before),
        }
    }
    options.check().map_err(|error| words.wrong(Problem::Options(error)))?;
    Ok(options)
}

/// `periodic 10m` or `revision 1000`.
fn auto_compaction(words: &mut Words<'_>) -> Parsed<AutoCompaction> {
    if words.one_of("what is kept", &[("periodic", true), ("revision", false)])? {
        let before = words.error("a time of 10us or more: 1h");
        let period = words.duration()?;
        // It looks ten times in each period.
        if period < Duration::from_micros(10) { Err(before) } else { Ok(AutoCompaction::Periodic(period)) }
    } else {
        Ok(AutoCompaction::Revision(words.number("how many revisions: a whole number")?))
    }
}

fn condition(words: &mut Words<'_>) -> Parsed<Condition> {
    if let Some(id) = words.peek().and_then(client) {
        words.take();
        return words.one_of("what the terminal is", &[("idle", Condition::Idle(id))]);
    }
    let known = [
        ("leader", Condition::Leader),
        ("no-leader", Condition::NoLeader),
        ("quiet", Condition::Quiet),
        ("commit", Condition::Commit),
        ("election", Condition::Election),
        ("members", Condition::Members),
        ("violation", Condition::Violation),
        ("split-vote", Condition::SplitVote),
        ("two-leaders", Condition::TwoLeaders),
    ];
    let condition = words.one_of("a condition (c1 idle, no-leader for 5s, or one of these)", &known)?;
    if condition == Condition::NoLeader && words.accept("for") {
        return Ok(Condition::LeaderlessFor(words.duration()?));
    }
    Ok(condition)
}

fn deed(words: &mut Words<'_>) -> Parsed<Intervention> {
    use Intervention as I;
    Ok(match words.take().unwrap_or_default() {
        "kill" => I::Kill(words.name()?),
        "restart" => I::Restart(words.name()?),
        "pause" => I::Pause(words.name()?),
        "resume" => I::Resume(words.name()?),
        "wipe" => I::Wipe(words.name()?),
        "fire" => I::Fire(words.name()?),
        "cut" => I::Cut(span(words)?),
        "heal" if words.peek().is_none() => I::Heal(None),
        "heal" => I::Heal(Some(span(words)?)),
        "partition" => I::Partition(sides(words)?),
        "link" => {
            let ends = match words.peek().and_then(name) {
                Some(_) => Some((words.name()?, words.name()?)),
                None => None,
            };
            I::Link(ends, many(words, link_dial)?)
        }
        "disk" => I::Disk(words.name()?, many(words, disk_dial)?),
        "corrupt" => I::Corrupt(words.name()?, words.take().map(alloc::sync::Arc::from)),
        "clock" => I::Clock(words.name()?, clock_dial(words)?),
        "deliver" => I::Deliver(words.message()?),
        "drop" => I::Drop(words.message()?),
        "delay" => I::Delay(words.message()?, words.duration()?),
        "duplicate" => I::Duplicate(words.message()?),
        "reconfigure" if words.accept("leave") => I::LeaveJoint,
        "reconfigure" => reconfigure(words)?,
        "transfer" => I::Transfer(words.name()?),
        "forget-leader" => I::ForgetLeader(words.name()?),
        "open" => I::Open(words.read("a terminal: c3", client)?),
        _ => {
            let rules = Rule::ALL.iter().map(|rule| (rule.name(), *rule)).collect::<Vec<_>>();
            I::Sabotage(words.one_of("a rule", &rules)?, words.switch()?)
        }
    })
}

/// `n1 n2 n4 learner n5 explicit`
fn reconfigure(words: &mut Words<'_>) -> Parsed<Intervention> {
    if matches!(words.peek(), None | Some("learner")) {
        return Err(words.wrong(Problem::Members(ChangeError::RemovesAllVoters)));
    }
    let voters = nodes(words, NodeSet::EMPTY)?;
    let learners = if words.accept("learner") { nodes(words, voters)? } else { NodeSet::EMPTY };
    let transition = match words.peek() {
        None => Transition::Auto,
        _ => words.one_of(
            "how to get there",
            &[("implicit", Transition::JointImplicit), ("explicit", Transition::JointExplicit)],
        )?,
    };
    Ok(Intervention::Reconfigure { voters, learners, transition })
}

/// One member or more, each of them once, and none of these voters.
fn nodes(words: &mut Words<'_>, voters: NodeSet) -> Parsed<NodeSet> {
    let mut nodes = NodeSet::EMPTY;
    while nodes.is_empty() || words.peek().and_then(node).is_some() {
        let named = words.peek().and_then(node).and_then(|node| {
            if nodes.contains(node) {
                Some(Problem::NamedTwice(node))
            } else {
                voters.contains(node).then_some(Problem::Members(ChangeError::VoterAndLearner(node)))
            }
        });
        if let Some(problem) = named {
            return Err(words.wrong(problem));
        }
        nodes.insert(words.node()?);
    }
    Ok(nodes)
}

fn steps(words: &mut Words<'_>) -> Parsed<u64> {
    let too_many = words.wrong(Problem::TooManySteps);
    let count = words.number("how many events")?;
    if count > limits::TURNS { Err(too_many) } else { Ok(count) }
}

fn span(words: &mut Words<'_>) -> Parsed<Span> {
    let from = words.name()?;
    let one_way = words.accept("->");
    Ok(Span { from, to: words.name()?, one_way })
}

fn sides(words: &mut Words<'_>) -> Parsed<Vec<Vec<Name>>> {
    let mut sides = Vec::new();
    loop {
        let mut side = Vec::new();
        while words.peek().is_some_and(|word| word != "|") {
            side.push(words.name()?);
        }
        if side.is_empty() {
            return Err(words.error("a member or client: n1, c1, leader, others"));
        }
        sides.push(side);
        if !words.accept("|") {
            break;
        }
    }
    if sides.len() < 2 {
        return Err(words.error("| and another side"));
    }
    Ok(sides)
}

fn many<T>(words: &mut Words<'_>, dial: fn(&mut Words<'_>) -> Parsed<T>) -> Parsed<Vec<T>> {
    let mut dials = Vec::new();
    while dials.is_empty() || words.peek().is_some() {
        dials.push(dial(words)?);
    }
    Ok(dials)
}

fn link_dial(words: &mut Words<'_>) -> Parsed<LinkDial> {
    let before = words.error("a dial of a wire: latency 10ms, jitter 5ms, loss 10%, duplicate 1%, reorder 1%");
    match words.take() {
        Some("latency") => Ok(LinkDial::Latency(words.duration()?)),
        Some("jitter") => Ok(LinkDial::Jitter(words.duration()?)),
        Some("loss") => Ok(LinkDial::Loss(words.percent()?)),
        Some("duplicate") => Ok(LinkDial::Duplicate(words.percent()?)),
        Some("reorder") => Ok(LinkDial::Reorder(words.percent()?)),
        _ => Err(before),
    }
}

fn disk_dial(words: &mut Words<'_>) -> Parsed<DiskDial> {
    let before = words.error("a dial of a disk: latency 5ms, lose-unsynced on, full on");
    match words.take() {
        Some("latency") => Ok(DiskDial::Latency(words.duration()?)),
        Some("lose-unsynced") => Ok(DiskDial::LoseUnsynced(words.switch()?)),
        // `disk n1 full` alone means that it is.
        Some("full") if words.peek().is_none() => Ok(DiskDial::Full(true)),
        Some("full") => Ok(DiskDial::Full(words.switch()?)),
        _ => Err(before),
    }
}

fn clock_dial(words: &mut Words<'_>) -> Parsed<ClockDial> {
    let before = words.error("a dial of a clock: rate 1.5, jump 3s, jump -3s");
    match words.take() {
        Some("rate") => Ok(ClockDial::Rate(words.rate()?)),
        Some("jump") => jump(words),
        _ => Err(before),
    }
}

/// `3s`, `-3s`
fn jump(words: &mut Words<'_>) -> Parsed<ClockDial> {
    if words.accept_start("-") {
        words.duration().map(ClockDial::SetBack)
    } else {
        words.duration().map(ClockDial::Jump)
    }
}

fn expectation(words: &mut Words<'_>) -> Parsed<Expectation> {
    let negated = words.accept("not");
    Ok(Expectation { negated, fact: fact(words)? })
}

fn fact(words: &mut Words<'_>) -> Parsed<Fact> {
    let first = words.peek().unwrap_or_default();
    if let Some(id) = node(first) {
        words.take();
        return member_fact(words, id);
    }
    if let Some(id) = client(first) {
        words.take();
        let before = words.error("what to expect of a terminal: status 0, output \"OK\", idle");
        return match words.take() {
            Some("status") => Ok(Fact::Status(id, words.number("an exit status: 0 to 255")?)),
            Some("output") => Ok(Fact::Output(id, quoted(words)?)),
            Some("idle") => Ok(Fact::Idle(id)),
            _ => Err(before),
        };
    }
    let before = words.error("a fact: leader n1, n1 term 2, c1 output \"OK\", violation log-matching");
    match words.take() {
        Some("leader") if words.peek().is_none() => Ok(Fact::Leader(None)),
        Some("leader") => Ok(Fact::Leader(Some(words.node()?))),
        Some("violation") if words.peek().is_none() => Ok(Fact::Violation(None)),
        Some("violation") => {
            let names = Invariant::ALL.map(|invariant| (invariant.name(), invariant));
            Ok(Fact::Violation(Some(words.one_of("an invariant", &names)?)))
        }
        _ => Err(before),
    }
}

fn member_fact(words: &mut Words<'_>, id: crate::id::NodeId) -> Parsed<Fact> {
    let before =
        words.error("what to expect of a member: role, process, standing, voters, outgoing, learners, term, commit, applied, last, stored, revision or keys");
    let word = words.take().unwrap_or_default();
    if word == "standing" {
        let standings = Standing::ALL.map(|standing| (standing.name(), standing));
        return Ok(Fact::Standing(id, words.one_of("what it is to the cluster", &standings)?));
    }
    if let Some(part) = Part::ALL.into_iter().find(|part| part.name() == word) {
        return Ok(Fact::Members(
            id,
            part,
            if words.accept("none") { NodeSet::EMPTY } else { nodes(words, NodeSet::EMPTY)? },
        ));
    }
    if word == "role" {
        let roles = [RoleFrame::Follower, RoleFrame::PreCandidate, RoleFrame::Candidate, RoleFrame::Leader];
        return Ok(Fact::Role(id, words.one_of("a role", &roles.map(|role| (role_word(role), role)))?));
    }
    if word == "process" {
        let states = [Process::Running, Process::Paused, Process::Down];
        let states = states.map(|process| (process_word(process), process));
        return Ok(Fact::Process(id, words.one_of("how a process is", &states)?));
    }
    let quantity = Quantity::ALL.into_iter().find(|quantity| quantity.name() == word).ok_or(before)?;
    let relations = [Relation::Equal, Relation::AtLeast, Relation::AtMost];
    let relation = relations.into_iter().find(|relation| words.accept(relation.sign())).unwrap_or(Relation::Equal);
    Ok(Fact::Number(id, quantity, relation, words.number("a whole number")?))
}

/// A text in double quotes, with `\n`, `\t`, `\"` and `\\`.
fn quoted(words: &mut Words<'_>) -> Parsed<alloc::string::String> {
    let wrong = words.error("a text in double quotes, as in \"blue\"");
    let inner = words.rest().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or(wrong.clone())?;
    let mut text = alloc::string::String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Err(wrong),
            '\\' => text.push(match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(letter @ ('"' | '\\' | '\'')) => letter,
                _ => return Err(wrong),
            }),
            letter => text.push(letter),
        }
    }
    Ok(text)
}
