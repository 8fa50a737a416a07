#include "finder/find_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

#include "bridge/laboratory_classes.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/casebook.h"
#include "casebook/remarks.h"
#include "style/marks.h"

namespace cellwise::ui {
namespace {

constexpr int kLimit = 500;
constexpr int kTypingMs = 200;
constexpr int kSlideRole = Qt::UserRole;
constexpr int kCellRole = Qt::UserRole + 1;

}  // namespace

struct FindDialog::Impl {
  Impl(FindDialog* dialog, Workspace& w) : q(dialog), workspace(w) {}

  FindDialog* q;
  Workspace& workspace;
  QLineEdit* text = nullptr;
  QTreeWidget* list = nullptr;
  QLabel* said = nullptr;
  QTimer* typing = nullptr;
  int asked = 0;

  // Every class that can have a name here.
  std::vector<model::CellClass> classes() const;
  void search();
  void show(const std::vector<casebook::Found>& found);
  void open(const QTreeWidgetItem* item);
};

FindDialog::FindDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  Impl& d = *impl_;
  setObjectName(QStringLiteral("findDialog"));
  setWindowTitle(tr("Find cells and slides"));
  d.text = new QLineEdit(this);
  d.text->setObjectName(QStringLiteral("findText"));
  d.text->setClearButtonEnabled(true);
  d.text->setPlaceholderText(tr("Comment, tag, class, reviewer, sample or title"));
  d.text->setAccessibleName(tr("Find"));
  d.text->installEventFilter(this);
  d.list = new QTreeWidget(this);
  d.list->setObjectName(QStringLiteral("findResults"));
  d.list->setAccessibleName(tr("What was found"));
  d.list->setHeaderLabels({tr("Slide"), tr("Cell"), tr("Class"), tr("Reviewer"), tr("Tags"), tr("Comment")});
  d.list->setRootIsDecorated(false);
  d.list->setUniformRowHeights(true);
  d.list->setAllColumnsShowFocus(true);
  d.list->header()->setStretchLastSection(true);
  for (const auto& [column, width] : {std::pair(0, 200), {1, 60}, {2, 150}, {3, 120}, {4, 120}})
    d.list->setColumnWidth(column, width);
  d.said = new QLabel(this);
  d.said->setObjectName(QStringLiteral("findSaid"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(d.said, 1);
  bottom->addWidget(buttons);
  auto* column = new QVBoxLayout(this);
  column->addWidget(d.text);
  column->addWidget(d.list, 1);
  column->addLayout(bottom);
  resize(860, 460);

  d.typing = new QTimer(this);
  d.typing->setSingleShot(true);
  d.typing->setInterval(kTypingMs);
  connect(d.typing, &QTimer::timeout, this, [this] { impl_->search(); });
  connect(d.text, &QLineEdit::textChanged, d.typing, qOverload<>(&QTimer::start));
  // Another reader may see less.
  connect(&workspace, &Workspace::operatorNameChanged, this, [this] {
    impl_->list->clear();
    impl_->search();
  });
  connect(d.list, &QTreeWidget::itemActivated, this,
          [this](const QTreeWidgetItem* item) { impl_->open(item); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  d.show({});
  d.text->setFocus();
}

FindDialog::~FindDialog() = default;

// From the line the arrows lead into the results, and Return opens the first.
bool FindDialog::eventFilter(QObject* watched, QEvent* event) {
  Impl& d = *impl_;
  if (watched == d.text && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down && d.list->topLevelItemCount() > 0) {
      d.list->setFocus();
      d.list->setCurrentItem(d.list->topLevelItem(0));
      return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
      if (d.typing->isActive()) {
        d.typing->stop();
        d.search();
      } else if (d.list->topLevelItemCount() > 0) {
        d.open(d.list->topLevelItem(0));
      }
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

std::vector<model::CellClass> FindDialog::Impl::classes() const {
  if (const auto* session = workspace.session()) return session->manifest().scheme.classes;
  std::vector<model::CellClass> all;
  if (workspace.modelFolder()) all = workspace.modelFolder()->manifest.scheme.classes;
  for (const auto& own : workspace.laboratoryClasses()->all()) {
    model::CellClass c;
    c.id = own.id.toStdString();
    c.nameEn = c.nameZh = own.name.toStdString();
    all.push_back(c);
  }
  return all;
}

void FindDialog::Impl::search() {
  const QString wanted = text->text().trimmed();
  const int number = ++asked;
  if (wanted.isEmpty()) return show({});
  QStringList named;
  for (const auto& c : classes())
    if (className(c).contains(wanted, Qt::CaseInsensitive)) named << QString::fromStdString(c.id);
  workspace.casebookDoor()(q,
                           [this, wanted, named, number, reader = workspace.operatorName()](
                               casebook::Casebook& book) -> std::function<void()> {
                             auto found = casebook::Remarks::find(book, wanted, named, reader, kLimit);
                             return [this, number, found = std::move(found)] {
                               if (number != asked) return;  // more was typed meanwhile
                               if (!found) {
                                 said->setText(sentence(found.error()));
                                 return;
                               }
                               show(*found);
                             };
                           });
}

void FindDialog::Impl::show(const std::vector<casebook::Found>& found) {
  list->clear();
  const auto all = classes();
  for (const auto& each : found) {
    QString slide = each.sampleId;
    if (!each.title.isEmpty()) slide += (slide.isEmpty() ? QString() : QStringLiteral(", ")) + each.title;
    const auto named = std::find_if(
        all.begin(), all.end(), [&](const auto& c) { return QString::fromStdString(c.id) == each.classId; });
    auto* item = new QTreeWidgetItem(
        list, {slide, each.cellId ? QString::number(each.cellId) : FindDialog::tr("slide"),
               named == all.end() ? each.classId : className(*named), each.reviewer,
               each.tags.join(QStringLiteral(", ")), each.comment});
    item->setData(0, kSlideRole, each.slideId);
    item->setData(0, kCellRole, each.cellId);
    item->setToolTip(5, each.comment);
    if (named != all.end() && !named->colour.empty()) item->setIcon(2, classIcon(*named));
  }
  const auto count = static_cast<int>(found.size());
  said->setText(text->text().trimmed().isEmpty()
                    ? FindDialog::tr("Looks through all slides of this casebook.")
                : count == 0 ? FindDialog::tr("Nothing was found.")
                : count >= kLimit
                    ? FindDialog::tr("Only the first %1 are shown. A longer text finds fewer.").arg(kLimit)
                    : FindDialog::tr("Found: %1. Return opens one.").arg(count));
}

void FindDialog::Impl::open(const QTreeWidgetItem* item) {
  if (item)
    Q_EMIT q->openRequested(item->data(0, kSlideRole).toLongLong(), item->data(0, kCellRole).toLongLong());
}

}  // namespace cellwise::ui
