//! The only component with state: it owns the store, performs its tasks, and paints the picture on every repaint.

use std::rc::Rc;

use agora_core::run::Options;
use gloo::{
    events::EventListener,
    render::{AnimationFrame, request_animation_frame},
    timers::callback::Timeout,
};
use web_sys::HtmlCanvasElement;
use yew::{Callback, Component, Context, ContextProvider, Html, NodeRef, html};

use crate::{
    components::{help::Help, panels::Panels, stage::Stage, terminals::Terminals, toast::ToastCard, top_bar::TopBar},
    platform::{clipboard, keyboard, media, page, panic, stage_size::StageSize, storage},
    scene::{build::Picture, paint, theme::Palette},
    store::{
        Store, Surroundings, Theme,
        action::Action,
        task::{Setting, Task},
    },
    text::Language,
};

/// How long a toast stays, in milliseconds.
const TOAST_LIFE: u32 = 4_000;

pub struct App {
    store: Store,
    canvas: NodeRef,
    dispatch: Callback<Action>,
    /// The repaint that has been asked for.
    pending: Option<AnimationFrame>,
    /// When the last repaint was, while time runs.
    last: Option<f64>,
    listeners: Vec<EventListener>,
    stage_size: Option<StageSize>,
    toast: Option<Timeout>,
}

pub enum Message {
    Act(Action),
    /// The browser repaints, at this many milliseconds.
    Repaint(f64),
    /// The tab was hidden or shown: time does not run unseen.
    Visible(bool),
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let store = Store::new(&surroundings(), Options::default());
        let dispatch = ctx.link().callback(Message::Act);
        let visible = ctx.link().callback(Message::Visible);
        let listeners = vec![
            keyboard::listen(dispatch.clone()),
            media::on_dark_change(dispatch.reform(Action::SystemDark)),
            page::on_visibility(visible),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut app = Self {
            store,
            canvas: NodeRef::default(),
            dispatch,
            pending: None,
            last: None,
            listeners,
            stage_size: None,
            toast: None,
        };
        app.dress();
        panic::keep(&app.store.script());
        app.schedule(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Act(action) => {
                let tasks = self.store.update(action);
                let render = self.perform(tasks);
                self.schedule(ctx);
                render
            }
            Message::Repaint(at) => self.repaint(ctx, at),
            Message::Visible(visible) => {
                self.pending = None;
                self.last = None;
                if visible {
                    self.schedule(ctx);
                }
                false
            }
        }
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        let store = &self.store;
        let dispatch = &self.dispatch;
        html! {
            <ContextProvider<Language> context={store.language}>
                <div class="page">
                    <TopBar view={store.top()} theme={store.theme} {dispatch} />
                    <main class="board">
                        <Terminals view={Rc::new(store.terminal_view())} {dispatch} />
                        <Stage view={Rc::new(store.stage())} canvas={self.canvas.clone()} {dispatch} />
                        <Panels
                            drawer={store.drawer}
                            sheet={store.sheet}
                            sheet_open={store.sheet_open}
                            inspector={Rc::new(store.inspector())}
                            log={Rc::new(store.log())}
                            feed={store.feed()}
                            checks={Rc::new(store.checks())}
                            rules={Rc::new(store.rules())}
                            script={store.script()}
                            {dispatch}
                        />
                    </main>
                    if store.help_open {
                        <Help {dispatch} />
                    }
                    if let Some(toast) = &store.toast {
                        <ToastCard toast={toast.clone()} />
                    }
                    <p class="unseen" role="status" aria-live="polite">{ &store.announcement }</p>
                </div>
            </ContextProvider<Language>>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, first_render: bool) {
        if first_render {
            self.stage_size = StageSize::observe(&self.canvas, self.dispatch.clone());
            // On a touch screen the focus would bring up a keyboard over the picture.
            if !media::is_touch() {
                page::focus_prompt();
            }
        }
    }

    fn destroy(&mut self, _ctx: &Context<Self>) {
        self.listeners.clear();
    }
}

impl App {
    /// Asks for one repaint; time that runs asks again after each.
    fn schedule(&mut self, ctx: &Context<Self>) {
        if self.pending.is_none() {
            let repaint = ctx.link().callback(Message::Repaint);
            self.pending = Some(request_animation_frame(move |at| repaint.emit(at)));
        }
    }

    fn repaint(&mut self, ctx: &Context<Self>, at: f64) -> bool {
        self.pending = None;
        let seconds = self.last.map_or(0.0, |last| (at - last).max(0.0) / 1000.0);
        let tasks = self.store.update(Action::Tick(seconds));
        let render = self.perform(tasks);
        self.paint();
        if self.store.playback.playing {
            self.last = Some(at);
            self.schedule(ctx);
        } else {
            self.last = None;
        }
        render
    }

    fn paint(&self) {
        let Some(canvas) = self.canvas.cast::<HtmlCanvasElement>() else { return };
        let store = &self.store;
        let picture = Picture {
            frame: store.frame(),
            layout: &store.layout,
            palette: Palette::of(store.is_dark()),
            text: store.text(),
            afterglow: &store.afterglow,
            selection: store.selection,
            hover: store.hover,
            rate: store.rate(),
        };
        paint::paint(&canvas, store.layout.size, store.pixel_ratio, &picture.shapes());
    }

    /// Does what the store asks for; tells whether the panels must be rendered.
    fn perform(&mut self, tasks: Vec<Task>) -> bool {
        let mut render = false;
        for task in tasks {
            match task {
                Task::Render => render = true,
                Task::Remember(setting, value) => storage::set(setting.key(), &value),
                Task::Copy(text) => clipboard::copy(text, self.dispatch.reform(Action::Copied)),
                Task::KeepRun(text) => panic::keep(&text),
                Task::Dress => self.dress(),
                Task::ToastOver(number) => {
                    let over = self.dispatch.clone();
                    self.toast = Some(Timeout::new(TOAST_LIFE, move || over.emit(Action::ToastOver(number))));
                }
                Task::FocusPrompt => page::focus_prompt(),
                Task::Blur => page::blur(),
            }
        }
        render
    }

    /// Gives the document its language and colours.
    fn dress(&self) {
        page::dress(self.store.language.code(), self.store.is_dark());
        panic::speak(self.store.text());
    }
}

/// What the browser and an earlier visit say about the reader's wishes.
fn surroundings() -> Surroundings {
    let language = storage::get(Setting::Language.key()).unwrap_or_else(page::browser_language);
    let theme = match storage::get(Setting::Theme.key()).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    };
    Surroundings {
        language: Language::of(&language),
        theme,
        system_dark: media::is_dark(),
        calm_runs_faster: storage::get(Setting::Calm.key()).as_deref() != Some("false"),
    }
}
