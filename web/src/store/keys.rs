//! What the keys mean while no field has the focus.

use super::action::Action;

pub fn shortcut(key: &str, shift: bool) -> Option<Action> {
    Some(match key {
        " " => Action::PlayOrPause,
        "ArrowRight" if shift => Action::JumpNext,
        "ArrowRight" => Action::Step,
        "ArrowLeft" if shift => Action::JumpPrevious,
        "ArrowLeft" => Action::StepBack,
        "l" | "L" => Action::GoLive,
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
        assert_eq!(shortcut("ArrowRight", true), Some(Action::JumpNext));
        assert_eq!(shortcut("ArrowLeft", false), Some(Action::StepBack));
        assert_eq!(shortcut("ArrowLeft", true), Some(Action::JumpPrevious));
        assert_eq!(shortcut("l", false), Some(Action::GoLive));
        assert_eq!(shortcut("3", false), Some(Action::Digit(3)));
        assert_eq!(shortcut("0", false), None);
        assert_eq!(shortcut("x", false), None);
    }
}
