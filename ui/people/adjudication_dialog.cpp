#include "people/adjudication_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/cell_image_provider.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "style/marks.h"

namespace cellwise::ui {

using casebook::Casebook;
using casebook::SecondReadings;
using casebook::TwiceReadCell;

struct AdjudicationDialog::Impl {
  Impl(AdjudicationDialog* dialog, Workspace& w, casebook::SecondReading r)
      : q(dialog), workspace(w), reading(std::move(r)) {}

  AdjudicationDialog* q;
  Workspace& workspace;
  casebook::SecondReading reading;
  std::vector<TwiceReadCell> cells;  // that differ

  QLabel *heading = nullptr, *picture = nullptr, *said = nullptr;
  QListWidget* list = nullptr;
  QPushButton* labels[2] = {};
  QComboBox* other = nullptr;
  QPushButton* take_other = nullptr;
  QLineEdit* comment = nullptr;

  void build();
  void read();
  void show();
  void showPicture();
  void settle(const QString& classId);
  const TwiceReadCell* current() const {
    const int row = list->currentRow();
    return row >= 0 && row < int(cells.size()) ? &cells[std::size_t(row)] : nullptr;
  }
  // Which label stands left says nothing of whose it is.
  static bool swapped(const TwiceReadCell& cell) { return (cell.cellId * 2654435761LL >> 7) % 2 != 0; }
  QString nameOf(const QString& classId) const {
    const auto* session = workspace.session();
    const int index = session ? session->manifest().scheme.indexOf(classId.toStdString()) : -1;
    if (index < 0) return classId.isEmpty() ? AdjudicationDialog::tr("undecided") : classId;
    return className(session->manifest().scheme.classes[std::size_t(index)]);
  }
};

void AdjudicationDialog::Impl::build() {
  heading = new QLabel;
  heading->setObjectName(QStringLiteral("adjudicationHeading"));
  heading->setWordWrap(true);
  list = new QListWidget;
  list->setObjectName(QStringLiteral("adjudicationList"));
  list->setAccessibleName(AdjudicationDialog::tr("Cells on which two readers disagree"));
  list->setMinimumWidth(240);
  picture = new QLabel;
  picture->setObjectName(QStringLiteral("adjudicationPicture"));
  picture->setFixedSize(300, 300);
  picture->setAlignment(Qt::AlignCenter);
  picture->setFrameShape(QFrame::StyledPanel);
  picture->setAutoFillBackground(true);
  QPalette grey = picture->palette();
  grey.setColor(QPalette::Window, QColor(128, 128, 128));
  picture->setPalette(grey);
  auto* choice = new QHBoxLayout;
  for (int i = 0; i < 2; ++i) {
    labels[i] = new QPushButton;
    labels[i]->setObjectName(QStringLiteral("adjudicationLabel%1").arg(i + 1));
    labels[i]->setAutoDefault(false);
    choice->addWidget(labels[i]);
  }
  other = new QComboBox;
  other->setObjectName(QStringLiteral("adjudicationOther"));
  if (const auto* session = workspace.session()) {
    for (const auto& c : session->manifest().scheme.classes) {
      other->addItem(classIcon(c), className(c), QString::fromStdString(c.id));
    }
  }
  take_other = new QPushButton(AdjudicationDialog::tr("&Neither: this class"));
  take_other->setObjectName(QStringLiteral("adjudicationTakeOther"));
  take_other->setAutoDefault(false);
  auto* otherwise = new QHBoxLayout;
  otherwise->addWidget(other, 1);
  otherwise->addWidget(take_other);
  comment = new QLineEdit;
  comment->setObjectName(QStringLiteral("adjudicationComment"));
  comment->setPlaceholderText(AdjudicationDialog::tr("Why, if it needs saying"));
  said = new QLabel;
  said->setObjectName(QStringLiteral("adjudicationSaid"));
  said->setWordWrap(true);
  auto* close = new QPushButton(AdjudicationDialog::tr("Close"));
  close->setAutoDefault(false);

  auto* right = new QVBoxLayout;
  right->addWidget(picture, 0, Qt::AlignHCenter);
  right->addLayout(choice);
  right->addLayout(otherwise);
  right->addWidget(comment);
  right->addWidget(said);
  right->addStretch();
  auto* middle = new QHBoxLayout;
  middle->addWidget(list, 1);
  middle->addLayout(right, 1);
  auto* layout = new QVBoxLayout(q);
  layout->addWidget(heading);
  layout->addLayout(middle, 1);
  layout->addWidget(close, 0, Qt::AlignRight);

  QObject::connect(list, &QListWidget::currentRowChanged, q, [this] { show(); });
  for (int i = 0; i < 2; ++i) {
    QObject::connect(labels[i], &QPushButton::clicked, q, [this, i] {
      if (const auto* cell = current()) settle((i == 0) == swapped(*cell) ? cell->second : cell->first);
    });
  }
  QObject::connect(take_other, &QPushButton::clicked, q, [this] { settle(other->currentData().toString()); });
  QObject::connect(close, &QPushButton::clicked, q, &QDialog::reject);
  QObject::connect(workspace.images(), &CellImageProvider::cropReady, q, [this] { showPicture(); });
}

void AdjudicationDialog::Impl::read() {
  workspace.casebookDoor()(q, [this, id = reading.id](Casebook& book) -> std::function<void()> {
    auto compared = SecondReadings(book).compare(id);
    return [this, compared = std::move(compared)] {
      if (!compared) {
        said->setText(sentence(compared.error()));
        return;
      }
      const int row = list->currentRow();
      cells.clear();
      list->clear();
      int open = 0, next = -1;
      for (const TwiceReadCell& cell : *compared) {
        if (!cell.disagrees()) continue;
        const bool settled = !cell.settled.isEmpty();
        list->addItem(settled
                          ? AdjudicationDialog::tr("Cell %1: %2").arg(cell.cellId).arg(nameOf(cell.settled))
                          : AdjudicationDialog::tr("Cell %1: to settle").arg(cell.cellId));
        list->item(int(cells.size()))
            ->setIcon(stateIcon(settled ? CellState::Confirmed : CellState::Rejected));
        if (!settled) {
          ++open;
          if (next < 0 || (int(cells.size()) > row && next <= row)) next = int(cells.size());
        }
        cells.push_back(cell);
      }
      heading->setText(
          open > 0 ? AdjudicationDialog::tr("%1 of %n cell(s) to settle. What you choose is in force; "
                                            "both readers' labels stay in the history.",
                                            "", int(cells.size()))
                         .arg(open)
                   : AdjudicationDialog::tr("All of %n cell(s) settled. The slide can be released.", "",
                                            int(cells.size())));
      list->setCurrentRow(next >= 0 ? next : 0);
      show();
    };
  });
}

void AdjudicationDialog::Impl::show() {
  const auto* cell = current();
  const bool open = cell && cell->settled.isEmpty();
  for (QWidget* w : std::initializer_list<QWidget*>{labels[0], labels[1], other, take_other, comment}) {
    w->setEnabled(open);
  }
  if (!cell) return;
  const QString first = swapped(*cell) ? cell->second : cell->first;
  const QString second = swapped(*cell) ? cell->first : cell->second;
  labels[0]->setText(AdjudicationDialog::tr("&1  %1").arg(nameOf(first)));
  labels[1]->setText(AdjudicationDialog::tr("&2  %1").arg(nameOf(second)));
  // "undecided" is nothing that could be in force.
  if (open) {
    labels[0]->setEnabled(!first.isEmpty());
    labels[1]->setEnabled(!second.isEmpty());
  }
  comment->setText(cell->comment);
  said->setText(open ? QString() : AdjudicationDialog::tr("Settled by %1.").arg(cell->adjudicator));
  showPicture();
}

void AdjudicationDialog::Impl::showPicture() {
  const auto* cell = current();
  const auto* session = workspace.session();
  if (!cell || !session) return picture->clear();
  const int row = session->rowOf(cell->cellId);
  const QImage image = row < 0 ? QImage() : workspace.images()->crop(row);
  if (image.isNull()) {
    picture->clear();
  } else {
    picture->setPixmap(QPixmap::fromImage(
        image.scaled(picture->size() - QSize(8, 8), Qt::KeepAspectRatio, Qt::SmoothTransformation)));
  }
}

void AdjudicationDialog::Impl::settle(const QString& classId) {
  const auto* cell = current();
  if (!cell || classId.isEmpty()) return;
  workspace.casebookDoor()(
      q,
      [this, id = reading.id, cell = cell->cellId, classId, said = comment->text(),
       name = workspace.operatorName()](Casebook& book) -> std::function<void()> {
        const auto done = SecondReadings(book).adjudicate(id, cell, classId, said, name);
        return [this, done] {
          if (!done) {
            this->said->setText(
                done.error().code == ErrorCode::AccessDenied
                    ? AdjudicationDialog::tr("Only a hematologist who read neither time settles it.")
                    : sentence(done.error()));
            return;
          }
          reading = *done;
          read();
        };
      });
}

AdjudicationDialog::AdjudicationDialog(Workspace& workspace, const casebook::SecondReading& reading,
                                       QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace, reading)) {
  setObjectName(QStringLiteral("adjudicationDialog"));
  setWindowTitle(tr("Settle what two readers disagree on"));
  impl_->build();
  resize(720, 540);
  impl_->read();
}
AdjudicationDialog::~AdjudicationDialog() = default;

}  // namespace cellwise::ui
