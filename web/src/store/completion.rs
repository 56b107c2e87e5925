//! Tab: what the word at the end of the prompt could become.

use agora_core::{
    etcdctl::{Known, complete},
    mvcc::KeyRange,
    run::script,
};

use super::{Store, task::Task, terminal::NoteKind};

/// More keys than this are not offered.
const KEYS_MAX: usize = 100;

/// What Tab would do now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What it would add; empty where it would print the candidates.
    pub ghost: String,
    pub candidates: Vec<String>,
}

impl Store {
    /// What Tab would do; `None` where it moves the focus on, as everywhere. So it does behind a list, too.
    pub fn completion(&self) -> Option<Completion> {
        let input = &self.active_terminal().input;
        let first = input.split_whitespace().next()?;
        if script::is_verb(first) || first.ends_with('$') || self.listed.as_ref() == Some(input) {
            return None;
        }
        let breaks = |letter: char| letter.is_whitespace() || ";&|(".contains(letter);
        let word = input.rsplit(breaks).next().unwrap_or_default();
        let found = complete(input, input.len(), &self.known(word));
        let candidates = found.into_iter().map(|candidate| candidate.text).collect::<Vec<_>>();
        let shared = candidates.iter().skip(1).fold(candidates.first()?.as_str(), |all, text| shared(all, text));
        let mut ghost = shared[word.len()..].to_owned();
        if candidates.len() == 1 && !ghost.ends_with('=') {
            ghost.push(' ');
        }
        Some(Completion { ghost, candidates })
    }

    /// Carries out what Tab would do.
    pub(super) fn complete(&mut self) -> Vec<Task> {
        let Some(Completion { ghost, candidates }) = self.completion() else { return Vec::new() };
        let input = self.active_terminal().input.clone();
        if ghost.is_empty() {
            let list = candidates.join("  ");
            self.note(NoteKind::Plain, &list);
            self.announcement = list;
            self.listed = Some(input);
        } else {
            self.terminal().typed(input + &ghost);
        }
        Vec::new()
    }

    /// What there is to name: of the keys those that begin with `word` and are one word themselves.
    fn known(&self, word: &str) -> Known {
        let mut known = Known::default();
        known.members.extend(self.shown.members.iter().map(|member| member.id.to_string()));
        let Some(machine) = self.machine_looked_at() else { return known };
        let range = KeyRange::prefix(word.as_bytes());
        let keys = machine.store().keys(&range).filter_map(|kv| std::str::from_utf8(&kv.key).ok());
        let plain =
            keys.filter(|key| !key.contains(|letter: char| letter.is_whitespace() || "'\"\\;&|(".contains(letter)));
        known.keys.extend(plain.take(KEYS_MAX).map(str::to_owned));
        known.member_ids.extend(machine.members().iter().map(|info| format!("{:x}", info.id)));
        known.leases.extend(machine.leases().iter().map(|lease| lease.id.to_string()));
        known
    }
}

/// What two texts begin with.
fn shared<'a>(a: &'a str, b: &str) -> &'a str {
    let length = a.char_indices().zip(b.chars()).find(|((_, left), right)| left != right).map(|((at, _), _)| at);
    &a[..length.unwrap_or_else(|| a.len().min(b.len()))]
}
