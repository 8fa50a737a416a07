#include "atlas/atlas_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <functional>
#include <initializer_list>
#include <map>
#include <vector>

#include "bridge/laboratory_classes.h"
#include "bridge/reference_cells.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "casebook/atlas.h"
#include "casebook/casebook.h"
#include "keyboard/key_map.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {
namespace {

constexpr int kSide = 112;
constexpr int kIndexRole = Qt::UserRole;
constexpr int kClassRole = Qt::UserRole;

}  // namespace

struct AtlasDialog::Impl {
  Impl(AtlasDialog* dialog, Workspace& w) : q(dialog), workspace(w) {}

  AtlasDialog* q;
  Workspace& workspace;
  QListWidget* classes = nullptr;
  QListWidget* pictures = nullptr;
  QLabel* said = nullptr;
  QLineEdit* note = nullptr;
  QPushButton* open = nullptr;
  QPushButton* take = nullptr;
  std::vector<ReferenceCell> cells;

  void build();
  QString nameOf(const QString& classId) const;
  void fillClasses();
  void fillPictures();
  void showCurrent();
  const ReferenceCell* current() const;
  void write(std::function<Result<void>(casebook::Atlas&)> change);
};

AtlasDialog::AtlasDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("atlasDialog"));
  setWindowTitle(tr("Atlas"));
  impl_->build();
  resize(860, 520);
  connect(workspace.references(), &ReferenceCells::atlasRead, this,
          [this](const std::vector<ReferenceCell>& cells) {
            impl_->cells = cells;
            impl_->fillClasses();
          });
  // Another slide, or another reader of it: a blind one sees none of its cells.
  connect(&workspace, &Workspace::sessionChanged, this,
          [&workspace] { workspace.references()->requestAtlas(); });
  impl_->said->setText(tr("Reading the atlas…"));
  workspace.references()->requestAtlas();
}

AtlasDialog::~AtlasDialog() = default;

void AtlasDialog::Impl::build() {
  classes = new QListWidget(q);
  classes->setObjectName(QStringLiteral("atlasClasses"));
  classes->setAccessibleName(AtlasDialog::tr("Classes"));
  classes->setFixedWidth(220);
  pictures = new QListWidget(q);
  pictures->setObjectName(QStringLiteral("atlasPictures"));
  pictures->setAccessibleName(AtlasDialog::tr("Cells of the atlas"));
  pictures->setViewMode(QListView::IconMode);
  pictures->setIconSize({kSide, kSide});
  pictures->setResizeMode(QListView::Adjust);
  pictures->setMovement(QListView::Static);
  pictures->setUniformItemSizes(true);
  pictures->setSpacing(6);
  pictures->setWordWrap(false);
  pictures->setTextElideMode(Qt::ElideRight);
  said = new QLabel(q);
  said->setObjectName(QStringLiteral("atlasSaid"));
  said->setWordWrap(true);
  note = new QLineEdit(q);
  note->setObjectName(QStringLiteral("atlasNote"));
  note->setMaxLength(2000);
  note->setPlaceholderText(AtlasDialog::tr("Note: what to look at. Return keeps it"));
  note->setAccessibleName(AtlasDialog::tr("Note"));
  open = new QPushButton(AtlasDialog::tr("&Open the cell"), q);
  open->setObjectName(QStringLiteral("atlasOpen"));
  take = new QPushButton(AtlasDialog::tr("&Take out"), q);
  take->setObjectName(QStringLiteral("atlasTake"));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, q);
  buttons->button(QDialogButtonBox::Close)->setText(AtlasDialog::tr("Close"));
  for (QPushButton* button : {open, take, buttons->button(QDialogButtonBox::Close)})
    button->setAutoDefault(false);
  auto* right = new QVBoxLayout;
  right->addWidget(pictures, 1);
  right->addWidget(said);
  right->addWidget(note);
  auto* row = new QHBoxLayout;
  row->addWidget(classes);
  row->addLayout(right, 1);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(open);
  bottom->addWidget(take);
  bottom->addStretch(1);
  bottom->addWidget(buttons);
  auto* column = new QVBoxLayout(q);
  column->addLayout(row, 1);
  column->addLayout(bottom);

  QObject::connect(buttons, &QDialogButtonBox::rejected, q, &QDialog::reject);
  QObject::connect(classes, &QListWidget::currentRowChanged, q, [this] { fillPictures(); });
  QObject::connect(pictures, &QListWidget::currentRowChanged, q, [this] { showCurrent(); });
  const auto openCurrent = [this] {
    if (const auto* cell = current()) Q_EMIT q->openRequested(cell->slide, cell->cell);
  };
  QObject::connect(pictures, &QListWidget::itemActivated, q, openCurrent);
  QObject::connect(open, &QPushButton::clicked, q, openCurrent);
  QObject::connect(note, &QLineEdit::returnPressed, q, [this] {
    if (const auto* cell = current()) {
      write([id = cell->cell, classId = cell->classId, text = note->text().trimmed(),
             person = workspace.operatorName()](casebook::Atlas& atlas) {
        return atlas.put(id, classId, text, person);
      });
    }
  });
  QObject::connect(take, &QPushButton::clicked, q, [this] {
    if (const auto* cell = current()) {
      write([id = cell->cell, person = workspace.operatorName()](casebook::Atlas& atlas) {
        return atlas.take(id, person);
      });
    }
  });
}

void AtlasDialog::Impl::write(std::function<Result<void>(casebook::Atlas&)> change) {
  workspace.casebookDoor()(
      q, [this, change = std::move(change)](casebook::Casebook& book) -> std::function<void()> {
        casebook::Atlas atlas(book);
        const auto written = change(atlas);
        return [this, written] {
          if (!written) {
            said->setText(sentence(written.error()));
            return;
          }
          workspace.references()->forget();
          workspace.references()->requestAtlas();
        };
      });
}

QString AtlasDialog::Impl::nameOf(const QString& classId) const {
  const auto* session = workspace.session();
  const auto* folder = workspace.modelFolder() ? &*workspace.modelFolder() : nullptr;
  for (const auto* scheme :
       {session ? &session->manifest().scheme : nullptr, folder ? &folder->manifest.scheme : nullptr}) {
    if (!scheme) continue;
    if (const int i = scheme->indexOf(classId.toStdString()); i >= 0)
      return className(scheme->classes[std::size_t(i)]);
  }
  for (const auto& own : workspace.laboratoryClasses()->all())
    if (own.id == classId) return own.name;
  return classId;
}

void AtlasDialog::Impl::fillClasses() {
  const auto* before = classes->currentItem();
  const QString chosen = before ? before->data(kClassRole).toString() : QString();
  {
    const QSignalBlocker quiet(classes);
    classes->clear();
    std::map<QString, int> counts;
    for (const auto& cell : cells) ++counts[cell.classId];
    auto* all = new QListWidgetItem(AtlasDialog::tr("All classes (%1)").arg(cells.size()), classes);
    all->setData(kClassRole, QString());
    for (const auto& [id, count] : counts) {
      auto* item = new QListWidgetItem(
          AtlasDialog::tr("%1 (%2)", "class and how many cells").arg(nameOf(id)).arg(count), classes);
      item->setData(kClassRole, id);
      if (id == chosen) classes->setCurrentItem(item);
    }
    if (classes->currentRow() < 0) classes->setCurrentRow(0);
  }
  fillPictures();
}

void AtlasDialog::Impl::fillPictures() {
  const auto* chosen = classes->currentItem();
  const QString wanted = chosen ? chosen->data(kClassRole).toString() : QString();
  const auto* before = current();
  const casebook::Id stay = before ? before->cell : 0;
  {
    const QSignalBlocker quiet(pictures);
    pictures->clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!wanted.isEmpty() && cells[i].classId != wanted) continue;
      QPixmap pixmap(kSide, kSide);
      pixmap.fill(imageSurround());
      QPainter painter(&pixmap);
      const QImage fitted =
          cells[i].picture.scaled(kSide, kSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
      painter.drawImage((kSide - fitted.width()) / 2, (kSide - fitted.height()) / 2, fitted);
      painter.end();
      auto* item = new QListWidgetItem(QIcon(pixmap), nameOf(cells[i].classId), pictures);
      item->setData(kIndexRole, int(i));
      item->setSizeHint({kSide + 12, kSide + 12 + pictures->fontMetrics().height()});
      item->setToolTip(cells[i].note);
      if (cells[i].cell == stay) pictures->setCurrentItem(item);
    }
    if (pictures->currentRow() < 0 && pictures->count() > 0) pictures->setCurrentRow(0);
  }
  showCurrent();
}

const ReferenceCell* AtlasDialog::Impl::current() const {
  const auto* item = pictures->currentItem();
  if (!item) return nullptr;
  const auto i = std::size_t(item->data(kIndexRole).toInt());
  return i < cells.size() ? &cells[i] : nullptr;
}

void AtlasDialog::Impl::showCurrent() {
  const auto* cell = current();
  for (QWidget* widget : std::initializer_list<QWidget*>{note, open, take}) widget->setEnabled(cell);
  note->setText(cell ? cell->note : QString());
  said->setText(cell ? AtlasDialog::tr("%1. Put in by %2; from %3")
                           .arg(nameOf(cell->classId), cell->reviewer, cell->slideTitle)
                     : AtlasDialog::tr("The atlas is empty. Select cells in Cells and press %1.")
                           .arg(KeyMap::instance().keyText(QStringLiteral("galleryAtlas"))));
}

}  // namespace cellwise::ui
