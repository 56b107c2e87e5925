//! What the keys mean while no field has the focus.

use super::action::Action;

/// What a key does; with a dialog open nothing acts behind it, and only Escape means something.
pub fn shortcut(key: &str, shift: bool, in_dialog: bool) -> Option<Action> {
    Some(match key {
        "Escape" => Action::Escape,
        _ if in_dialog => return None,
        " " => Action::PlayOrPause,
        "ArrowRight" if shift => Action::JumpNext,
        "ArrowRight" => Action::Step,
        "ArrowLeft" if shift => Action::JumpPrevious,
        "ArrowLeft" => Action::StepBack,
        "l" | "L" => Action::GoLive,
        "[" => Action::Slower,
        "]" => Action::Faster,
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
        assert_eq!(shortcut(" ", false, false), Some(Action::PlayOrPause));
        assert_eq!(shortcut("ArrowRight", false, false), Some(Action::Step));
        assert_eq!(shortcut("ArrowRight", true, false), Some(Action::JumpNext));
        assert_eq!(shortcut("ArrowLeft", false, false), Some(Action::StepBack));
        assert_eq!(shortcut("ArrowLeft", true, false), Some(Action::JumpPrevious));
        assert_eq!(shortcut("l", false, false), Some(Action::GoLive));
        assert_eq!(shortcut("3", false, false), Some(Action::Digit(3)));
        assert_eq!(shortcut("0", false, false), None);
        assert_eq!(shortcut("x", false, false), None);
    }

    #[test]
    fn behind_a_dialog_no_key_acts() {
        for key in [" ", "ArrowRight", "ArrowLeft", "l", "[", "]", "?", "/", "3"] {
            assert!(shortcut(key, false, false).is_some(), "{key}");
            assert_eq!(shortcut(key, false, true), None, "{key}");
            assert_eq!(shortcut(key, true, true), None, "{key}");
        }
        assert_eq!(shortcut("Escape", false, true), Some(Action::Escape));
    }
}
