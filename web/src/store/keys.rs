//! What the keys mean while no field has the focus.

use agora_core::run::Landmark;

use super::action::Action;

pub fn shortcut(key: &str, shift: bool) -> Option<Action> {
    Some(match key {
        " " => Action::PlayOrPause,
        "ArrowRight" if shift => Action::SkipTo(Landmark::Commit),
        "ArrowRight" => Action::Step,
        "[" => Action::Slower,
        "]" => Action::Faster,
        "Escape" => Action::Escape,
        "?" => Action::Help(true),
        "/" => Action::GoToPrompt,
        digit => Action::Digit(digit.parse().ok().filter(|digit| (1..=9).contains(digit))?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_what_the_help_says() {
        assert_eq!(shortcut(" ", false), Some(Action::PlayOrPause));
        assert_eq!(shortcut("ArrowRight", false), Some(Action::Step));
        assert_eq!(shortcut("ArrowRight", true), Some(Action::SkipTo(Landmark::Commit)));
        assert_eq!(shortcut("3", false), Some(Action::Digit(3)));
        assert_eq!(shortcut("0", false), None);
        assert_eq!(shortcut("x", false), None);
    }
}
