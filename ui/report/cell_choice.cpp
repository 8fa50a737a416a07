#include "report/cell_choice.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/cell_image_provider.h"
#include "bridge/slide_session.h"
#include "reporting/report_parts.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {
namespace {
constexpr int kSide = 76;
constexpr int kMostShown = 400;  // the most confident of a class: nobody looks through more for four pictures
}  // namespace

struct CellChoice::Impl {
  Impl(CellChoice* dialog, const SlideSession& s, CellImageProvider& i) : q(dialog), session(s), images(i) {}

  CellChoice* q;
  const SlideSession& session;
  CellImageProvider& images;
  std::map<QString, std::vector<casebook::Id>> shown, chosen;
  QComboBox* classes = nullptr;
  QListWidget* list = nullptr;
  QLabel* hint = nullptr;
  QPushButton* automatic = nullptr;

  void fill();
  void toggled(QListWidgetItem* item);
  void showHint();
  void ask(int index);
  QString classId() const { return classes->currentData().toString(); }
  static int rowOf(const QListWidgetItem* item) { return item->data(Qt::UserRole).toInt(); }
};

CellChoice::CellChoice(const SlideSession& session, CellImageProvider& images,
                       std::map<QString, std::vector<casebook::Id>> shown,
                       std::map<QString, std::vector<casebook::Id>> chosen, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, session, images)) {
  setObjectName("cellChoice");
  setWindowTitle(tr("Choose cells for the report"));
  resize(720, 560);
  Impl& d = *impl_;
  d.shown = std::move(shown);
  d.chosen = std::move(chosen);
  d.classes = new QComboBox(this);
  d.classes->setObjectName("choiceClass");
  auto* title = new QLabel(tr("&Class"), this);
  title->setBuddy(d.classes);
  for (const auto& cellClass : session.manifest().scheme.classes) {
    const QString id = QString::fromStdString(cellClass.id);
    if (d.shown.count(id)) d.classes->addItem(classIcon(cellClass), className(cellClass), id);
  }
  d.list = new QListWidget(this);
  d.list->setObjectName("choiceCells");
  d.list->setAccessibleName(tr("Cells of the class, the most confident first"));
  d.list->setViewMode(QListView::IconMode);
  d.list->setIconSize({kSide, kSide});
  d.list->setGridSize({kSide + 26, kSide + 30});
  d.list->setMovement(QListView::Static);
  d.list->setResizeMode(QListView::Adjust);
  d.hint = new QLabel(this);
  d.hint->setObjectName("choiceHint");
  d.hint->setWordWrap(true);
  d.automatic = new QPushButton(tr("&Leave it to the program"), this);
  d.automatic->setObjectName("choiceAutomatic");
  d.automatic->setAutoDefault(false);
  auto* ends = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  auto* accept = ends->addButton(tr("&Use these cells"), QDialogButtonBox::AcceptRole);
  accept->setObjectName("choiceAccept");
  connect(ends, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(ends, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* head = new QHBoxLayout;
  head->addWidget(title);
  head->addWidget(d.classes, 1);
  head->addWidget(d.automatic);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(head);
  layout->addWidget(d.list, 1);
  layout->addWidget(d.hint);
  layout->addWidget(ends);

  connect(d.classes, &QComboBox::currentIndexChanged, this, [this] { impl_->fill(); });
  connect(d.list, &QListWidget::itemChanged, this, [this](auto* item) { impl_->toggled(item); });
  connect(d.list, &QListWidget::itemActivated, this, [this](auto* item) {
    item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
  });
  connect(d.automatic, &QPushButton::clicked, this, [this] {
    impl_->chosen.erase(impl_->classId());
    impl_->fill();
  });
  connect(&images, &CellImageProvider::thumbnailReady, this, [this](int row) {
    for (int i = 0; i < impl_->list->count(); ++i)
      if (Impl::rowOf(impl_->list->item(i)) == row) impl_->ask(i);
  });
  d.fill();
  d.list->setFocus();
}

CellChoice::~CellChoice() = default;

const std::map<QString, std::vector<casebook::Id>>& CellChoice::chosen() const {
  return impl_->chosen;
}

// A thumbnail, or asks for it.
void CellChoice::Impl::ask(int index) {
  const QSignalBlocker blocker(list);
  auto* item = list->item(index);
  const QPixmap picture = images.thumbnail(rowOf(item), int(kSide * list->devicePixelRatioF()));
  if (!picture.isNull()) item->setIcon(QIcon(picture));
}

void CellChoice::Impl::fill() {
  const QString id = classId();
  const int index = session.manifest().scheme.indexOf(id.toStdString());
  std::vector<int> rows;
  for (int row = 0; row < int(session.cells().size()); ++row) {
    const auto state = session.stateOf(row);
    if (session.classOf(row) == index && state != CellState::Rejected && state != CellState::Unclassified)
      rows.push_back(row);
  }
  const auto confidence = [&](int row) {
    const auto& prediction = session.cells()[std::size_t(row)].prediction;
    return prediction ? prediction->confidence : 0;
  };
  const auto confirmed = [&](int row) { return session.cells()[std::size_t(row)].review.has_value(); };
  std::stable_sort(rows.begin(), rows.end(), [&](int a, int b) {
    return confirmed(a) != confirmed(b) ? confirmed(a) : confidence(a) > confidence(b);
  });
  if (int(rows.size()) > kMostShown) rows.resize(kMostShown);
  const auto own = chosen.find(id);
  const auto& ticked = own != chosen.end() ? own->second : shown[id];
  {
    const QSignalBlocker blocker(list);
    list->clear();
    QPixmap nothing(kSide, kSide);
    nothing.fill(imageSurround());
    const QIcon notYet(nothing);
    for (const int row : rows) {
      auto* item = new QListWidgetItem(notYet, stateText(session.stateOf(row)), list);
      item->setSizeHint({kSide + 24, kSide + 28});
      item->setData(Qt::UserRole, row);
      item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
      const auto cell = session.cells()[std::size_t(row)].id;
      item->setCheckState(std::count(ticked.begin(), ticked.end(), cell) ? Qt::Checked : Qt::Unchecked);
    }
    if (list->count()) list->setCurrentRow(0);
  }
  images.setWanted(rows, int(kSide * list->devicePixelRatioF()));
  for (int i = 0; i < list->count(); ++i) ask(i);
  showHint();
}

void CellChoice::Impl::toggled(QListWidgetItem* item) {
  const QString id = classId();
  // From the program's choice on, it is a person's.
  auto& ids = chosen.try_emplace(id, shown[id]).first->second;
  const auto cell = session.cells()[std::size_t(rowOf(item))].id;
  std::erase(ids, cell);
  if (item->checkState() == Qt::Checked) {
    if (int(ids.size()) >= reporting::kPicturesPerClass) {
      const QSignalBlocker blocker(list);
      item->setCheckState(Qt::Unchecked);
    } else {
      ids.push_back(cell);
    }
  }
  if (ids.empty()) chosen.erase(id);
  showHint();
}

void CellChoice::Impl::showHint() {
  const auto own = chosen.find(classId());
  automatic->setEnabled(own != chosen.end());
  hint->setText(
      own == chosen.end()
          ? CellChoice::tr("The program's choice: confirmed ones first, then the most confident. "
                           "Space or Enter ticks a cell; at most %1.")
                .arg(reporting::kPicturesPerClass)
          : CellChoice::tr("Your choice: %1 of at most %2.")
                .arg(QString::number(own->second.size()), QString::number(reporting::kPicturesPerClass)));
}

}  // namespace cellwise::ui
