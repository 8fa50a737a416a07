#include "people/reading_bar.h"

#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/people.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/second_readings.h"
#include "people/adjudication_dialog.h"
#include "people/examiners_dialog.h"
#include "style/drawn_icon.h"

namespace cellwise::ui {

using casebook::Casebook;
using casebook::Id;
using casebook::ReadingState;
using casebook::SecondReading;
using casebook::SecondReadings;

struct ReadingBar::Impl {
  Impl(ReadingBar* bar, Workspace& w) : q(bar), workspace(w) {}

  ReadingBar* q;
  Workspace& workspace;
  QLabel* text = nullptr;
  QPushButton *finish = nullptr, *settle = nullptr, *withdraw = nullptr;
  std::optional<SecondReading> reading;  // of the open slide, running

  void follow();
  void refresh();
  void show();
  void showExaminers(bool mine);
  int answered() const;
  void finishReading();
  void reopen();
  // On the casebook's thread; then the bar is read anew, and the slide too where asked.
  template <class Work>
  void run(Work work, bool reopenSlide);
};

template <class Work>
void ReadingBar::Impl::run(Work work, bool reopenSlide) {
  workspace.casebookDoor()(q, [this, work, reopenSlide](Casebook& book) -> std::function<void()> {
    SecondReadings readings(book);
    const auto done = work(readings);
    std::optional<Error> error;
    if (!done) error = done.error();
    return [this, error, reopenSlide] {
      if (error) {
        Q_EMIT workspace.failed(*error);
      } else if (reopenSlide) {
        reopen();
      }
      refresh();
    };
  });
}

void ReadingBar::Impl::finishReading() {
  workspace.casebookDoor()(
      q, [this, id = reading->id, name = workspace.operatorName()](Casebook& book) -> std::function<void()> {
        const auto done = SecondReadings(book).finish(id, name);
        return [this, done] {
          if (!done) {
            Q_EMIT workspace.failed(done.error());
            return refresh();
          }
          if (done->kind == casebook::ReadingKind::TwoExaminers && done->state == ReadingState::Closed) {
            // Once the slide is open again, both columns.
            auto once = std::make_shared<QMetaObject::Connection>();
            *once = QObject::connect(&workspace, &Workspace::sessionChanged, q, [this, once] {
              if (!workspace.session()) return;
              QObject::disconnect(*once);
              q->showExaminers();
            });
          }
          reopen();
        };
      });
}

// What this person may see of the slide is another now.
void ReadingBar::Impl::reopen() {
  if (!workspace.session()) return;
  const Id slide = workspace.session()->slide().id;
  workspace.openSlide(0);
  workspace.openSlide(slide);
}

void ReadingBar::Impl::follow() {
  if (auto* session = workspace.session()) {
    QObject::connect(session, &SlideSession::cellsChanged, q, [this] { show(); });
  }
  reading.reset();
  show();
  refresh();
}

void ReadingBar::Impl::refresh() {
  const auto* session = workspace.session();
  if (!session) return;
  workspace.casebookDoor()(q, [this, slide = session->slide().id](Casebook& book) -> std::function<void()> {
    auto readings = SecondReadings(book).of(slide);
    return [this, slide, readings = std::move(readings)] {
      if (!workspace.session() || workspace.session()->slide().id != slide) return;
      if (!readings) {
        Q_EMIT workspace.failed(readings.error());
        return;
      }
      reading.reset();
      for (const SecondReading& one : *readings) {
        if (one.running()) reading = one;
      }
      show();
    };
  });
}

// Of the cells that had to be answered; the session's own counts are of this moment.
int ReadingBar::Impl::answered() const {
  const auto& cells = workspace.session()->cells();
  return int(
      std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return cell.review.has_value(); }));
}

void ReadingBar::Impl::show() {
  auto* session = workspace.session();
  const bool mine = session && session->secondReading();
  const bool open = reading && reading->state == ReadingState::Open;
  q->setVisible(session && reading);
  if (!session || !reading) return;
  finish->setEnabled(true);
  finish->setToolTip({});
  finish->setVisible(mine && open);
  withdraw->setVisible(!mine && open);
  settle->setVisible(reading->state == ReadingState::Adjudication);
  if (reading->kind == casebook::ReadingKind::TwoExaminers) return showExaminers(mine);
  if (mine && open) {
    text->setText(
        ReadingBar::tr("<b>You read this slide a second time.</b> Nothing of the first reading shows. "
                       "%n cell(s) answered; %1 must be.",
                       "", answered())
            .arg(reading->asked));
  } else if (open) {
    const QString who = reading->askedFor.isEmpty()
                            ? QString()
                            : ReadingBar::tr(", by %1").arg(reading->askedFor.toHtmlEscaped());
    text->setText(ReadingBar::tr("<b>Being read a second time</b>%1. Decisions, thresholds and the release "
                                 "wait until that is done: %2 of %n cell(s) answered.",
                                 "", reading->asked)
                      .arg(who)
                      .arg(reading->answered));
  } else {
    text->setText(
        ReadingBar::tr("<b>Two readers disagree on %n cell(s)</b>, of which %1 to settle. Somebody who read "
                       "neither time decides; the release waits for it.",
                       "", reading->disagreements)
            .arg(reading->unsettled));
  }
}

void ReadingBar::Impl::showExaminers(bool mine) {
  if (mine) {
    const auto* session = workspace.session();
    const auto& scheme = session->manifest().scheme;
    int counted = 0;
    for (int row = 0; row < int(session->cells().size()); ++row) {
      const int c = session->cells()[std::size_t(row)].review ? session->classOf(row) : -1;
      counted +=
          c >= 0 && reporting::isCounted(scheme, scheme.classes[std::size_t(c)], session->slide().specimen);
    }
    const bool ready = counted >= reading->target || answered() == int(session->cells().size());
    finish->setEnabled(ready);
    finish->setToolTip(ready ? QString() : ReadingBar::tr("Cells of your sample have no answer yet."));
    text->setText(ReadingBar::tr("<b>You count this slide as one of two examiners.</b> Neither the model's "
                                 "answers nor the other's count show. %1 of %n cell(s) counted.",
                                 "", reading->target)
                      .arg(counted));
    return;
  }
  const auto progress = [this](const casebook::Examiner& examiner) {
    const QString name = examiner.name.toHtmlEscaped();
    return examiner.finished
               ? ReadingBar::tr("%1 has finished").arg(name)
               : ReadingBar::tr("%1: %2 of %3").arg(name).arg(examiner.counted).arg(reading->target);
  };
  text->setText(
      ReadingBar::tr("<b>Being counted by two examiners</b> (%1; %2). Decisions, thresholds and the "
                     "release wait until both have finished.")
          .arg(progress(reading->examiners[0]), progress(reading->examiners[1])));
}

ReadingBar::ReadingBar(Workspace& workspace, QWidget* parent)
    : QFrame(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  auto& d = *impl_;
  setObjectName(QStringLiteral("readingBar"));
  setFrameShape(QFrame::StyledPanel);
  auto* mark = new QLabel;
  mark->setPixmap(symbolIcon(Symbol::Notice).pixmap(16, 16));
  d.text = new QLabel;
  d.text->setObjectName(QStringLiteral("readingText"));
  d.text->setWordWrap(true);
  const auto button = [this](const char* name) {
    auto* made = new QPushButton;
    made->setObjectName(QLatin1String(name));
    return made;
  };
  d.finish = button("readingFinish");
  d.settle = button("readingSettle");
  d.withdraw = button("readingWithdraw");
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(10, 4, 10, 4);
  layout->addWidget(mark);
  layout->addWidget(d.text, 1);
  for (QWidget* w : {d.finish, d.settle, d.withdraw}) layout->addWidget(w);
  connect(d.finish, &QPushButton::clicked, this, [this] {
    if (!impl_->reading) return;
    impl_->finishReading();
  });
  connect(d.settle, &QPushButton::clicked, this, [this] {
    if (!impl_->reading) return;
    auto* dialog = new AdjudicationDialog(impl_->workspace, *impl_->reading, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this] { impl_->reopen(); });
    dialog->open();
  });
  connect(d.withdraw, &QPushButton::clicked, this, [this] {
    if (!impl_->reading) return;
    auto* dialog = new QInputDialog(window());
    dialog->setObjectName(QStringLiteral("withdrawDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(impl_->reading->kind == casebook::ReadingKind::TwoExaminers
                               ? tr("Withdraw the two examiners' count")
                               : tr("Withdraw the second reading"));
    dialog->setLabelText(tr("Why? It stands in the audit log; the labels given so far stay in the history."));
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, id = impl_->reading->id](const QString& why) {
              impl_->run([id, why, name = impl_->workspace.operatorName()](
                             SecondReadings& readings) { return readings.withdraw(id, why, name); },
                         false);
            });
    dialog->open();
  });
  connect(&workspace, &Workspace::sessionChanged, this, [this] { impl_->follow(); });
  QEvent language(QEvent::LanguageChange);
  changeEvent(&language);
  d.follow();
}
ReadingBar::~ReadingBar() = default;

void ReadingBar::ask() {
  auto& d = *impl_;
  auto* session = d.workspace.session();
  if (!session) {
    Q_EMIT d.workspace.notice(tr("Open the slide that is to be read a second time first."));
    return;
  }
  auto* dialog = new QDialog(window());
  dialog->setObjectName(QStringLiteral("secondReadingDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Ask for a second reading"));
  auto* what =
      new QLabel(tr("Somebody else decides on every cell that was to review or that an expert decided on, "
                    "without seeing what the "
                    "first reader said. Until that is done the slide's decisions stay as they are. What the "
                    "two disagree on is "
                    "settled by a third person."));
  what->setWordWrap(true);
  auto* who = new QComboBox;
  who->setObjectName(QStringLiteral("secondReader"));
  who->addItem(tr("Anyone who did not read it first"), QString());
  const People& people = *d.workspace.people();
  for (const auto& user : people.users()) {
    const bool self = people.current() && people.current()->id == user.id;
    if (!self && !user.disabled && casebook::may(user.roles, casebook::Permission::ReadSecond)) {
      who->addItem(user.name, user.name);
    }
  }
  auto* form = new QFormLayout;
  form->addRow(tr("Second &reader"), who);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
  auto* accept = buttons->addButton(tr("&Ask"), QDialogButtonBox::AcceptRole);
  accept->setObjectName(QStringLiteral("secondAsk"));
  accept->setDefault(true);
  auto* layout = new QVBoxLayout(dialog);
  layout->addWidget(what);
  layout->addLayout(form);
  layout->addWidget(buttons);
  dialog->resize(460, dialog->sizeHint().height());
  connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
  connect(dialog, &QDialog::accepted, this, [this, who, slide = session->slide().id] {
    impl_->run([slide, to = who->currentData().toString(), name = impl_->workspace.operatorName()](
                   SecondReadings& readings) { return readings.request(slide, to, name); },
               false);
  });
  dialog->open();
}

void ReadingBar::showExaminers() {
  auto& d = *impl_;
  auto* session = d.workspace.session();
  if (!session) {
    Q_EMIT d.workspace.notice(tr("Open the slide that two examiners are to count first."));
    return;
  }
  auto* dialog = new ExaminersDialog(d.workspace, window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ExaminersDialog::begun, this, [this] { impl_->reopen(); });
  connect(dialog, &ExaminersDialog::withdrawRequested, this, [this] { impl_->withdraw->click(); });
  dialog->open();
}

void ReadingBar::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() != QEvent::LanguageChange) return;
  impl_->finish->setText(tr("I have &finished"));
  impl_->settle->setText(tr("&Settle…"));
  impl_->withdraw->setText(tr("&Withdraw…"));
  impl_->show();
}

}  // namespace cellwise::ui
