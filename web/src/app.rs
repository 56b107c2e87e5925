//! The only component with state: it owns the store, performs its tasks, and paints the picture on every repaint.

use std::rc::Rc;

use agora_core::run::Options;
use gloo::{
    events::EventListener,
    render::{AnimationFrame, request_animation_frame},
    timers::callback::Timeout,
};
use web_sys::HtmlCanvasElement;
use yew::{Callback, Component, Context, ContextProvider, Html, MouseEvent, NodeRef, html};

use crate::{
    components::{
        help::Help, library::LibraryDialog, panels::Panels, search::SearchDialog, stage::Stage, tape::Tape,
        terminals::Terminals, toast, top_bar::TopBar,
    },
    platform::{
        address, clipboard, file, keyboard, library, media, page, panic, stage_size::StageSize, storage, worker::Finder,
    },
    scene::{build::Picture, geometry::Size, paint, tape, theme::Palette},
    store::{
        Panel, Store, Surroundings, Theme,
        action::{Action, LibraryAction, SearchAction},
        lanes::LanesPicture,
        library::Dialog,
        select::TapeKey,
        task::{Setting, Task},
    },
    text::Language,
};

pub struct App {
    store: Store,
    canvas: NodeRef,
    strip: NodeRef,
    playhead: NodeRef,
    lanes: NodeRef,
    /// What the strip and the lanes show, so that they are painted only when it changes.
    strip_painted: Option<(StripKey, f64)>,
    lanes_painted: Option<(LanesPicture, Size, bool)>,
    dispatch: Callback<Action>,
    /// The repaint that has been asked for.
    pending: Option<AnimationFrame>,
    /// When the last repaint was, while time runs.
    last: Option<f64>,
    listeners: Vec<EventListener>,
    stage_size: Option<StageSize>,
    /// The sheet whose tab was brought into sight.
    revealed: Panel,
    /// Who gets the focus once it is rendered.
    focus: Option<&'static str>,
    toast: Option<Timeout>,
    /// The worker that looks through seeds.
    finder: Option<Finder>,
}

/// All that decides how the tape's strip looks.
type StripKey = (TapeKey, Size, bool);

/// How long the strip stays as it is at least, in milliseconds.
const STRIP_REST: f64 = 250.0;

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
            address::on_change(dispatch.reform(|fragment| Action::Library(LibraryAction::OpenLink(fragment)))),
            page::on_visibility(visible),
            library::on_claim(dispatch.reform(|(id, born)| Action::Library(LibraryAction::Claimed(id, born)))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut app = Self {
            store,
            canvas: NodeRef::default(),
            strip: NodeRef::default(),
            playhead: NodeRef::default(),
            lanes: NodeRef::default(),
            strip_painted: None,
            lanes_painted: None,
            dispatch,
            pending: None,
            last: None,
            listeners,
            stage_size: None,
            revealed: Panel::Inspector,
            focus: None,
            toast: None,
            finder: None,
        };
        app.dress();
        panic::keep(&app.store.script());
        app.welcome();
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
                    return false;
                }
                let tasks = self.store.update(Action::Library(LibraryAction::Leave));
                self.perform(tasks)
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
                            shown={Panel::ALL.into_iter().filter(|panel| store.is_shown(*panel)).collect::<Vec<_>>()}
                            inspector={Rc::new(store.inspector())}
                            log={Rc::new(store.log())}
                            lanes={Rc::new(store.lanes())}
                            lanes_canvas={self.lanes.clone()}
                            pending={Rc::new(store.pending())}
                            branches={Rc::new(store.branches())}
                            feed={store.feed()}
                            checks={Rc::new(store.checks())}
                            rules={Rc::new(store.rules())}
                            run={Rc::new(store.run_view())}
                            cards={Rc::new(store.cards())}
                            {dispatch}
                        />
                    </main>
                    <Tape view={store.tape()} strip={self.strip.clone()} playhead={self.playhead.clone()} {dispatch} />
                    if store.help_open {
                        <Help {dispatch} />
                    }
                    if let Some(dialog) = store.dialog() {
                        if *dialog == Dialog::Search {
                            <SearchDialog view={store.search_view()} {dispatch} />
                        } else {
                            <LibraryDialog dialog={dialog.clone()} {dispatch} />
                        }
                    }
                    if store.is_storage_full() {
                        { self.storage_full() }
                    }
                    if let Some(toast) = &store.toast {
                        { toast::card(toast) }
                    }
                    <p class="unseen" role="status" aria-live="polite">{ &store.announcement }</p>
                </div>
            </ContextProvider<Language>>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, first_render: bool) {
        if let Some(id) = self.focus.take() {
            page::focus(id);
        }
        if self.revealed != self.store.sheet {
            self.revealed = self.store.sheet;
            page::reveal_tab();
        }
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
    /// Opens what the address holds, or what this tab showed before it was loaded anew.
    fn welcome(&mut self) {
        let link = address::fragment().map(LibraryAction::OpenLink);
        let action = link.or_else(|| library::this_run().map(LibraryAction::OpenSaved));
        let mut tasks = action.map_or_else(Vec::new, |action| self.store.update(Action::Library(action)));
        tasks.push(Task::ListRuns);
        self.perform(tasks);
    }

    /// The browser has no room for this run: it goes on, and can be saved as a file.
    fn storage_full(&self) -> Html {
        let text = self.store.text();
        let save = self.dispatch.reform(|_: MouseEvent| Action::Library(LibraryAction::SaveFile));
        let runs = self.dispatch.reform(|_: MouseEvent| Action::Show(Panel::Script));
        html! {
            <div class="storage-full" role="alert" data-test="storage-full">
                <p>{ text.run.storage_full }</p>
                <button data-test="save-instead" onclick={save}>{ text.run.save_file }</button>
                <button onclick={runs}>{ text.run.runs }</button>
            </div>
        }
    }

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
        let strip_waits = self.paint_tape(at);
        self.paint_lanes();
        if self.store.playback.playing || self.store.is_busy() || strip_waits {
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

    /// Paints the tape; the strip rests between two paintings. Tells whether it has to be painted again soon.
    fn paint_tape(&mut self, at: f64) -> bool {
        let Some(canvas) = self.playhead.cast::<HtmlCanvasElement>() else { return false };
        let store = &self.store;
        let (size, palette) = (paint::size_of(&canvas), Palette::of(store.is_dark()));
        let key = (store.tape_key(), size, store.is_dark());
        let (marks, edge) = store.tape_marks();
        let shapes = tape::playhead(size, key.0.span, store.frame().now, edge, palette);
        paint::paint(&canvas, size, store.pixel_ratio, &shapes);
        let (painted, since) = self.strip_painted.as_ref().map_or((None, f64::INFINITY), |(k, t)| (Some(k), at - t));
        if painted == Some(&key) {
            return false;
        }
        if since < STRIP_REST {
            return true;
        }
        let Some(canvas) = self.strip.cast::<HtmlCanvasElement>() else { return false };
        let TapeKey { span, stubs, origin, .. } = &key.0;
        let strip =
            tape::Tape { size, span: *span, edge, marks: marks.iter(), stubs, origin: *origin, palette }.shapes();
        paint::paint(&canvas, size, store.pixel_ratio, &strip);
        self.strip_painted = Some((key, at));
        false
    }

    fn paint_lanes(&mut self) {
        let Some(canvas) = self.lanes.cast::<HtmlCanvasElement>() else { return };
        let size = paint::size_of(&canvas);
        // A panel that is not shown has no size.
        if size.width < 1.0 {
            return;
        }
        let store = &self.store;
        let wanted = (store.lanes_picture(), size, store.is_dark());
        if self.lanes_painted.as_ref() == Some(&wanted) {
            return;
        }
        let picture = &wanted.0;
        let shapes = picture.lanes(size).shapes(picture.now, Palette::of(store.is_dark()));
        paint::paint(&canvas, size, store.pixel_ratio, &shapes);
        self.lanes_painted = Some(wanted);
    }

    /// Does what the store asks for; tells whether the panels must be rendered.
    fn perform(&mut self, tasks: Vec<Task>) -> bool {
        let mut render = false;
        for task in tasks {
            match task {
                Task::Render => render = true,
                // A setting that is not remembered is asked for again, nothing more.
                Task::Remember(setting, value) => drop(storage::set(setting.key(), &value)),
                Task::Copy(text) => clipboard::copy(text, self.dispatch.reform(Action::Copied)),
                Task::KeepRun(text) => panic::keep(&text),
                Task::Dress => self.dress(),
                Task::ToastOver(number, millis) => {
                    let over = self.dispatch.clone();
                    self.toast = Some(Timeout::new(millis, move || over.emit(Action::ToastOver(number))));
                }
                Task::FocusPrompt => page::focus_prompt(),
                Task::Focus(id) => self.focus = Some(id),
                Task::Blur => page::blur(),
                other => render |= self.perform_kept(other),
            }
        }
        render
    }

    /// What concerns runs that are kept, shared and searched for.
    fn perform_kept(&mut self, task: Task) -> bool {
        let library = |action: LibraryAction| Action::Library(action);
        let follow_up = match task {
            Task::Share(fragment) => {
                let Some(address) = address::write(&fragment) else { return false };
                clipboard::copy(address, self.dispatch.reform(move |copied| library(LibraryAction::Shared(copied))));
                return false;
            }
            Task::ClearAddress => {
                address::write("");
                return false;
            }
            Task::KeepForLater(id, run) => {
                library::set_this_run(&id);
                LibraryAction::Saved(library::keep(&id, &run))
            }
            Task::ReadRun(id) => match library::read(&id) {
                Some(kept) => LibraryAction::Found(id, kept),
                None => return false,
            },
            Task::ForgetRun(id) => {
                library::forget(&id);
                return false;
            }
            Task::ListRuns => LibraryAction::Listed(library::list(self.store.language.code())),
            Task::ThisRun(id, born) => {
                library::set_this_run(&id);
                library::claim(&id, born);
                return false;
            }
            Task::Download(name, text) => {
                file::save(&name, &text);
                return false;
            }
            Task::BeginSearch(number, request) => {
                let heard = self.dispatch.reform(move |said| Action::Search(SearchAction::Heard(number, said)));
                let failure = self.store.text().run.no_worker;
                self.finder = Finder::start(&request, heard.clone(), failure);
                if self.finder.is_none() {
                    heard.emit(failure.to_owned());
                }
                return false;
            }
            Task::EndSearch => {
                self.finder = None;
                return false;
            }
            _ => return false,
        };
        let tasks = self.store.update(library(follow_up));
        self.perform(tasks)
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
        now: library::now(),
        calm_runs_faster: storage::get(Setting::Calm.key()).as_deref() != Some("false"),
    }
}
