//! The colours of the picture. `style.css` holds the same ones for the rest of the page; a test compares the two.

use agora_core::id::Term;

use super::shape::Color;

/// The colours of one theme.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Palette {
    /// Behind everything.
    pub surface: Color,
    /// Text and strong lines.
    pub ink: Color,
    /// Text that matters less.
    pub muted: Color,
    /// Wires and empty cells.
    pub faint: Color,
    /// The interface's own hue: what is selected or under the pointer. Never a term.
    pub accent: Color,
    /// Lost, refused, violated.
    pub danger: Color,
    /// A member in the term zero, before any election.
    pub unborn: Color,
}

pub const LIGHT: Palette = Palette {
    surface: Color::new(0x00fb_fafd),
    ink: Color::new(0x001b_1a22),
    muted: Color::new(0x005d_5a6b),
    faint: Color::new(0x00d5_d2de),
    accent: Color::new(0x005b_3fd1),
    danger: Color::new(0x00c1_1240),
    unborn: Color::new(0x00c9_c6d3),
};

pub const DARK: Palette = Palette {
    surface: Color::new(0x0014_131a),
    ink: Color::new(0x00ef_edf6),
    muted: Color::new(0x00a5_a1b5),
    faint: Color::new(0x0038_3645),
    accent: Color::new(0x00b4_a4ff),
    danger: Color::new(0x00ff_6b88),
    unborn: Color::new(0x006a_677a),
};

/// Six colours that stay apart for every kind of colour blindness (after Okabe and Ito), in an order that keeps
/// neighbouring terms far from each other.
pub const TERMS: [Color; 6] = [
    Color::new(0x0056_b4e9),
    Color::new(0x00e6_9f00),
    Color::new(0x001f_b58c),
    Color::new(0x00e0_8fbd),
    Color::new(0x00f0_e442),
    Color::new(0x00e2_6a1b),
];

/// Letters on a term's colour, in both themes.
pub const TERM_INK: Color = Color::new(0x0016_151c);

impl Palette {
    pub const fn of(dark: bool) -> &'static Self {
        if dark { &DARK } else { &LIGHT }
    }

    pub fn term(&self, term: Term) -> Color {
        term_slot(term).map_or(self.unborn, |slot| TERMS[slot])
    }
}

/// Which of the six colours a term has; the term zero has none.
pub fn term_slot(term: Term) -> Option<usize> {
    let before = term.0.checked_sub(1)?;
    Some((before % TERMS.len() as u64) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color) -> f64 {
        let channel = |shift: u32| {
            let value = f64::from(color.rgb >> shift & 0xff) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    fn contrast(a: Color, b: Color) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_everywhere() {
        for palette in [LIGHT, DARK] {
            for text in [palette.ink, palette.muted, palette.accent, palette.danger] {
                assert!(contrast(text, palette.surface) >= 4.5, "{text:?} on {:?}", palette.surface);
            }
        }
        for term in TERMS {
            assert!(contrast(TERM_INK, term) >= 4.5, "{term:?}");
        }
    }

    #[test]
    fn the_style_sheet_has_the_same_colours() {
        let style = include_str!("../../style.css");
        for color in
            [LIGHT, DARK].iter().flat_map(|p| [p.surface, p.ink, p.muted, p.faint, p.accent, p.danger, p.unborn])
        {
            assert!(style.contains(&format!("#{:06x}", color.rgb)), "#{:06x}", color.rgb);
        }
        for (slot, color) in TERMS.iter().enumerate() {
            assert!(style.contains(&format!("--term-{slot}: #{:06x}", color.rgb)), "{slot}");
        }
    }

    #[test]
    fn terms_take_turns() {
        assert_eq!(term_slot(Term(0)), None);
        assert_eq!(term_slot(Term(1)), Some(0));
        assert_eq!(term_slot(Term(7)), Some(0));
    }
}
