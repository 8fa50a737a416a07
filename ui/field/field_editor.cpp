#include "field/field_editor.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/casebook.h"
#include "casebook/cells_by_hand.h"
#include "field/field_canvas.h"
#include "imaging/image_file.h"
#include "keyboard/key_map.h"
#include "style/marks.h"

namespace cellwise::ui {

using casebook::HandStep;
using casebook::Id;

struct FieldEditor::Impl {
  Impl(FieldEditor* dialog, Workspace& w) : q(dialog), workspace(w) {}

  struct Done {  // what undo takes back
    Id slide = 0;
    Id image = 0;
    std::vector<Id> added, removed;
  };

  FieldEditor* q;
  Workspace& workspace;
  FieldCanvas* canvas = nullptr;
  QLabel* title = nullptr;
  QLabel* hint = nullptr;
  QPushButton* close = nullptr;
  QAction *add = nullptr, *remove = nullptr, *split = nullptr, *merge = nullptr, *undo = nullptr,
          *previous = nullptr, *next = nullptr;
  Id slide = 0;
  Id image = 0;
  std::vector<Done> done;
  std::vector<Id> select_when_there;
  bool writing = false;

  void build();
  void retranslate();
  std::vector<casebook::ImageRecord> fields() const;
  void show(Id field);
  void step(int direction);
  void fill();
  void enable();
  std::vector<QRect> selectedBoxes() const;
  void apply(HandStep step, std::function<void(const std::vector<Id>&)> then);
  void change(HandStep::Kind kind, std::vector<QRect> boxes, std::vector<Id> cells);
  void takeBack();
};

FieldEditor::FieldEditor(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("fieldEditor"));
  impl_->build();
  impl_->retranslate();
  resize(980, 720);
  connect(&workspace, &Workspace::sessionChanged, this, [this] {
    auto& d = *impl_;
    const auto* session = d.workspace.session();
    if (session && session->slide().id == d.slide) return d.fill();
    if (isVisible()) showCell(-1);
  });
  // Another person takes back what is theirs.
  connect(&workspace, &Workspace::operatorNameChanged, this, [this] {
    impl_->done.clear();
    impl_->enable();
  });
  connect(&KeyMap::instance(), &KeyMap::changed, this, [this] { impl_->retranslate(); });
}

FieldEditor::~FieldEditor() = default;

QList<QAction*> FieldEditor::windowActions() const {
  const auto& d = *impl_;
  return {d.add, d.remove, d.split, d.merge, d.previous, d.next, d.undo};
}

void FieldEditor::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  QDialog::changeEvent(event);
}

void FieldEditor::showCell(int row) {
  auto& d = *impl_;
  const auto* session = d.workspace.session();
  d.slide = session ? session->slide().id : 0;
  const auto fields = d.fields();
  Id field = fields.empty() ? 0 : fields.front().id;
  if (session && row >= 0 && row < int(session->cells().size())) {
    const auto& cell = session->cells()[std::size_t(row)];
    const bool onField =
        std::any_of(fields.begin(), fields.end(), [&](const auto& f) { return f.id == cell.imageId; });
    if (onField) {
      field = cell.imageId;
      d.select_when_there = {cell.id};
    }
  }
  d.image = 0;
  d.show(field);
}

void FieldEditor::Impl::build() {
  title = new QLabel(q);
  title->setObjectName(QStringLiteral("fieldTitle"));
  hint = new QLabel(q);
  hint->setObjectName(QStringLiteral("fieldHint"));
  hint->setWordWrap(true);
  canvas = new FieldCanvas(q);
  canvas->setObjectName(QStringLiteral("fieldCanvas"));
  auto* tools = new QHBoxLayout;
  const auto make = [&](const char* name, const QKeySequence& key, auto handler, const QString& id = {}) {
    auto* action = new QAction(q);
    action->setObjectName(QLatin1String(name));
    KeyMap::instance().manage(action, {key}, KeyScope::Field, id);
    QObject::connect(action, &QAction::triggered, q, handler);
    q->addAction(action);
    auto* button = new QToolButton(q);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    tools->addWidget(button);
    return action;
  };
  previous = make("fieldPrevious", Qt::Key_PageUp, [this] { step(-1); });
  next = make("fieldNext", Qt::Key_PageDown, [this] { step(1); });
  tools->addSpacing(12);
  add = make("fieldAdd", Qt::Key_A, [this] { canvas->beginDraft(); });
  remove =
      make("fieldRemove", Qt::Key_Delete, [this] { change(HandStep::Kind::Remove, {}, canvas->selected()); });
  split = make("fieldSplit", Qt::Key_S, [this] {
    const QRect box = selectedBoxes().front();
    const bool wide = box.width() >= box.height();
    QRect first = box, second = box;
    if (wide) {
      first.setWidth(box.width() / 2);
      second.setLeft(box.left() + box.width() / 2);
    } else {
      first.setHeight(box.height() / 2);
      second.setTop(box.top() + box.height() / 2);
    }
    change(HandStep::Kind::Split, {first, second}, canvas->selected());
  });
  merge = make("fieldMerge", Qt::Key_M, [this] {
    QRect all;
    for (const QRect& box : selectedBoxes()) all |= box;
    change(HandStep::Kind::Merge, {all}, canvas->selected());
  });
  undo = make(
      "fieldUndo", Qt::CTRL | Qt::Key_Z, [this] { takeBack(); }, QStringLiteral("undo"));
  tools->addStretch(1);
  tools->addWidget(title);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, q);
  close = buttons->button(QDialogButtonBox::Close);
  close->setAutoDefault(false);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(hint, 1);
  bottom->addWidget(buttons);
  auto* column = new QVBoxLayout(q);
  column->addLayout(tools);
  column->addWidget(canvas, 1);
  column->addLayout(bottom);
  QObject::connect(buttons, &QDialogButtonBox::rejected, q, &QDialog::reject);
  QObject::connect(canvas, &FieldCanvas::drawn, q,
                   [this](const QRect& box) { change(HandStep::Kind::Add, {box}, {}); });
  QObject::connect(canvas, &FieldCanvas::selectionChanged, q, [this] { enable(); });
  QObject::connect(canvas, &FieldCanvas::draftChanged, q, [this] { enable(); });
}

void FieldEditor::Impl::retranslate() {
  q->setWindowTitle(FieldEditor::tr("Cells of a field"));
  canvas->setAccessibleName(FieldEditor::tr("Field with its cells"));
  const auto name = [](QAction* action, const QString& text) {
    action->setText(text);
    action->setToolTip(withKeys(text, action->shortcuts()));
  };
  name(previous, FieldEditor::tr("Previous field"));
  name(next, FieldEditor::tr("Next field"));
  name(add, FieldEditor::tr("Add a cell"));
  name(remove, FieldEditor::tr("Remove"));
  name(split, FieldEditor::tr("Split"));
  name(merge, FieldEditor::tr("Merge"));
  name(undo, FieldEditor::tr("Undo"));
  close->setText(FieldEditor::tr("Close"));
  enable();
}

std::vector<casebook::ImageRecord> FieldEditor::Impl::fields() const {
  std::vector<casebook::ImageRecord> found;
  if (const auto* session = workspace.session())
    for (const auto& each : session->images())
      if (each.kind == casebook::ImageKind::Field) found.push_back(each);
  return found;
}

void FieldEditor::Impl::step(int direction) {
  const auto all = fields();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& f) { return f.id == image; });
  if (at == all.end()) return;
  const auto to = at - all.begin() + direction;
  if (to >= 0 && to < std::ssize(all)) show(all[std::size_t(to)].id);
}

void FieldEditor::Impl::show(Id field) {
  if (field != image) canvas->setField({});
  image = field;
  fill();
  const auto all = fields();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& f) { return f.id == field; });
  if (at == all.end()) return;
  // Decoded on the casebook's thread: it has nothing better to do than what this person waits for.
  workspace.casebookDoor()(
      q, [this, field, sha = at->sha256](casebook::Casebook& book) -> std::function<void()> {
        const auto pixels = imaging::decodeFile(std::filesystem::path(book.imagePath(sha).toStdU16String()));
        if (!pixels) return [this, error = pixels.error()] { Q_EMIT workspace.failed(error); };
        const QImage picture =
            QImage(pixels->data, pixels->cols, pixels->rows, qsizetype(pixels->step), QImage::Format_RGB888)
                .convertToFormat(QImage::Format_RGB32);
        return [this, field, picture] {
          if (field == image) canvas->setField(picture);
        };
      });
}

// The cells as the session has them now.
void FieldEditor::Impl::fill() {
  const auto* session = workspace.session();
  std::vector<FieldCanvas::Box> boxes;
  if (session) {
    for (const int row : session->rowsOfImage(image)) {
      const auto& cell = session->cells()[std::size_t(row)];
      const int c = session->classOf(row);
      boxes.push_back(
          {cell.id, cell.box,
           c < 0 ? QStringLiteral("–")
                 : QString::fromStdString(session->manifest().scheme.classes[std::size_t(c)].shortName)});
    }
    // Without a slot of its own for each change: the classification's answers come through cellsChanged.
    QObject::disconnect(session, nullptr, q, nullptr);
    QObject::connect(session, &SlideSession::cellsChanged, q, [this] { fill(); });
    QObject::connect(session, &SlideSession::cellsReset, q, [this] { fill(); });
  }
  canvas->setBoxes(std::move(boxes));
  const bool there = !select_when_there.empty() &&
                     std::all_of(select_when_there.begin(), select_when_there.end(), [&](Id id) {
                       return std::any_of(canvas->boxes().begin(), canvas->boxes().end(),
                                          [id](const auto& box) { return box.cell == id; });
                     });
  if (there) canvas->select(std::exchange(select_when_there, {}));
  const auto all = fields();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& f) { return f.id == image; });
  title->setText(at == all.end() ? FieldEditor::tr("This slide has no fields: its pictures are single cells.")
                                 : FieldEditor::tr("%1, field %2 of %3, cells: %4")
                                       .arg(at->fileName)
                                       .arg(at - all.begin() + 1)
                                       .arg(all.size())
                                       .arg(canvas->boxes().size()));
  enable();
}

void FieldEditor::Impl::enable() {
  const auto count = canvas->selected().size();
  const bool ready = !writing && image != 0;
  add->setEnabled(ready);
  remove->setEnabled(ready && count > 0 && !canvas->draft());
  split->setEnabled(ready && count == 1 && !canvas->draft());
  merge->setEnabled(ready && count > 1 && !canvas->draft());
  undo->setEnabled(ready && !done.empty() && done.back().slide == slide);
  const auto all = fields();
  previous->setEnabled(!all.empty() && all.front().id != image);
  next->setEnabled(!all.empty() && all.back().id != image);
  hint->setText(canvas->draft()
                    ? FieldEditor::tr("Arrows move the box, with Shift they size it; Return keeps it, Escape "
                                      "drops it.")
                    : FieldEditor::tr("Draw a box around a cell that was missed. A click or Tab selects a "
                                      "cell, with Ctrl or Shift and an arrow one more."));
}

std::vector<QRect> FieldEditor::Impl::selectedBoxes() const {
  std::vector<QRect> boxes;
  for (const Id id : canvas->selected())
    for (const auto& box : canvas->boxes())
      if (box.cell == id) boxes.push_back(box.box);
  return boxes;
}

// On disk first; then the slide is read anew, and the model in use reads what is new.
void FieldEditor::Impl::apply(HandStep step, std::function<void(const std::vector<Id>&)> then) {
  if (writing) return;
  writing = true;
  enable();
  step.slideId = slide;
  step.person = workspace.operatorName();
  workspace.casebookDoor()(q, [this, step, then](casebook::Casebook& book) -> std::function<void()> {
    auto added = casebook::CellsByHand(book).apply(step);
    return [this, step, then, added = std::move(added)] {
      writing = false;
      if (!added) {
        Q_EMIT workspace.failed(added.error());
        return enable();
      }
      then(*added);
      if (!added->empty()) select_when_there = *added;
      workspace.readSlideAgain(!added->empty() || !step.restore.empty());
      enable();
    };
  });
}

void FieldEditor::Impl::change(HandStep::Kind kind, std::vector<QRect> boxes, std::vector<Id> cells) {
  HandStep step;
  step.kind = kind;
  step.imageId = boxes.empty() ? 0 : image;
  step.add = std::move(boxes);
  step.remove = cells;
  apply(step, [this, cells, of = slide, on = image](const std::vector<Id>& added) {
    done.push_back({of, on, added, cells});
  });
}

void FieldEditor::Impl::takeBack() {
  if (done.empty() || done.back().slide != slide) return;
  const Done last = done.back();
  HandStep step;
  step.kind = HandStep::Kind::Undo;
  step.remove = last.added;
  step.restore = last.removed;
  apply(step, [this, last](const std::vector<Id>&) {
    done.pop_back();
    select_when_there = last.removed;
    if (last.image != image) show(last.image);
  });
}

}  // namespace cellwise::ui
