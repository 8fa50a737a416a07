#include "classes/classes_dialog.h"

#include <QColorDialog>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

#include "bridge/laboratory_classes.h"
#include "bridge/workspace.h"
#include "style/marks.h"

namespace cellwise::ui {

using casebook::LaboratoryClass;

struct ClassesDialog::Impl {
  Impl(ClassesDialog* dialog, Workspace& w) : q(dialog), workspace(w) {}

  ClassesDialog* q;
  Workspace& workspace;
  QLabel* intro = nullptr;
  QListWidget* list = nullptr;
  QWidget* fields = nullptr;
  QLineEdit* name = nullptr;
  QLineEdit* short_name = nullptr;
  QComboBox* lineage = nullptr;
  QSpinBox* stage = nullptr;
  QPushButton* colour = nullptr;
  QLineEdit* key = nullptr;
  QComboBox* rule = nullptr;
  QLabel* said = nullptr;
  QPushButton* fresh = nullptr;
  QPushButton* retire = nullptr;
  QPushButton* keep = nullptr;
  QString chosen_colour;
  QString editing;   // id; empty: a new class
  QString awaiting;  // name of the new class that is being written

  void build();
  void fillList();
  void show(const LaboratoryClass& c);
  LaboratoryClass entered() const;
  void begin();
  void check();
  void setColour(const QString& hex);
  const LaboratoryClass* current() const;
  QString keyHolder(const QString& key) const;
  const model::ClassScheme* scheme() const;
};

namespace {

// Okabe and Ito's colours and greys: what lineages do not use already comes first.
constexpr const char* kColours[] = {"#f0e442", "#999933", "#882255", "#44aa99", "#aa4499", "#117733"};

}  // namespace

ClassesDialog::ClassesDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("classesDialog"));
  setWindowTitle(tr("Classes of this laboratory"));
  impl_->build();
  resize(680, 440);
  connect(workspace.laboratoryClasses(), &LaboratoryClasses::changed, this, [this] {
    auto& d = *impl_;
    if (const QString name = std::exchange(d.awaiting, {}); !name.isEmpty()) {
      const auto& all = d.workspace.laboratoryClasses()->all();
      if (!all.empty()) d.editing = all.back().id;
    }
    d.fillList();
  });
  connect(workspace.laboratoryClasses(), &LaboratoryClasses::failed, this, [this](const Error& error) {
    impl_->awaiting.clear();
    impl_->said->setText(error.code == ErrorCode::Conflict
                             ? tr("Another class has this name or key. Nothing was changed.")
                             : sentence(error));
  });
  impl_->fillList();
  if (impl_->list->count() == 0) impl_->begin();
}

ClassesDialog::~ClassesDialog() = default;

void ClassesDialog::Impl::build() {
  intro = new QLabel(ClassesDialog::tr(
      "Classes that no model knows and that your experts decide on. They follow the "
      "model's classes in every list; “Not a cell” and “Unclassifiable” are always there."));
  intro->setWordWrap(true);
  list = new QListWidget;
  list->setObjectName(QStringLiteral("classesList"));
  list->setAccessibleName(ClassesDialog::tr("Classes of this laboratory"));
  list->setIconSize({20, 20});
  fresh = new QPushButton(ClassesDialog::tr("&New class"));
  fresh->setObjectName(QStringLiteral("classesNew"));
  retire = new QPushButton;
  retire->setObjectName(QStringLiteral("classesRetire"));
  auto* left = new QVBoxLayout;
  left->addWidget(list, 1);
  auto* under = new QHBoxLayout;
  under->addWidget(fresh);
  under->addWidget(retire);
  left->addLayout(under);

  fields = new QWidget;
  auto* form = new QFormLayout(fields);
  form->setContentsMargins(0, 0, 0, 0);
  name = new QLineEdit;
  name->setObjectName(QStringLiteral("className"));
  name->setMaxLength(60);
  short_name = new QLineEdit;
  short_name->setObjectName(QStringLiteral("classShortName"));
  short_name->setMaxLength(4);
  short_name->setMaximumWidth(90);
  short_name->setToolTip(ClassesDialog::tr("At most four characters, for chips and narrow columns"));
  lineage = new QComboBox;
  lineage->setObjectName(QStringLiteral("classLineage"));
  lineage->addItem(ClassesDialog::tr("None"), QString());
  if (const auto* s = scheme())
    for (const auto& l : s->lineages) lineage->addItem(lineageName(l), QString::fromStdString(l.id));
  stage = new QSpinBox;
  stage->setObjectName(QStringLiteral("classStage"));
  stage->setRange(0, 20);
  stage->setToolTip(ClassesDialog::tr("Order within the lineage; 0 is the youngest"));
  colour = new QPushButton;
  colour->setObjectName(QStringLiteral("classColour"));
  colour->setIconSize({32, 16});
  key = new QLineEdit;
  key->setObjectName(QStringLiteral("classKey"));
  key->setMaxLength(1);
  key->setMaximumWidth(50);
  rule = new QComboBox;
  rule->setObjectName(QStringLiteral("classRule"));
  rule->addItem(ClassesDialog::tr("Shown outside the differential"), false);
  rule->addItem(ClassesDialog::tr("Counted in the differential"), true);
  form->addRow(ClassesDialog::tr("N&ame"), name);
  form->addRow(ClassesDialog::tr("&Short name"), short_name);
  form->addRow(ClassesDialog::tr("&Key"), key);
  form->addRow(ClassesDialog::tr("&Counting"), rule);
  form->addRow(ClassesDialog::tr("&Lineage"), lineage);
  form->addRow(ClassesDialog::tr("S&tage"), stage);
  form->addRow(ClassesDialog::tr("C&olour"), colour);
  said = new QLabel;
  said->setObjectName(QStringLiteral("classesSaid"));
  said->setWordWrap(true);
  said->setMinimumHeight(2 * said->fontMetrics().height());
  keep = new QPushButton;
  keep->setObjectName(QStringLiteral("classesKeep"));
  keep->setDefault(true);
  auto* right = new QVBoxLayout;
  right->addWidget(fields);
  right->addWidget(said);
  right->addStretch(1);
  right->addWidget(keep, 0, Qt::AlignRight);

  auto* columns = new QHBoxLayout;
  columns->addLayout(left, 2);
  columns->addSpacing(12);
  columns->addLayout(right, 3);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->button(QDialogButtonBox::Close)->setText(ClassesDialog::tr("Close"));
  QObject::connect(buttons, &QDialogButtonBox::rejected, q, &QDialog::reject);
  auto* column = new QVBoxLayout(q);
  column->addWidget(intro);
  column->addSpacing(6);
  column->addLayout(columns, 1);
  column->addWidget(buttons);

  QObject::connect(list, &QListWidget::currentRowChanged, q, [this] {
    const auto* item = list->currentItem();
    if (!item) return;
    editing = item->data(Qt::UserRole).toString();
    if (const auto* c = current()) show(*c);
  });
  QObject::connect(fresh, &QPushButton::clicked, q, [this] { begin(); });
  QObject::connect(colour, &QPushButton::clicked, q, [this] {
    auto* dialog = new QColorDialog(QColor(chosen_colour), q);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QColorDialog::colorSelected, q, [this](const QColor& c) {
      setColour(c.name());
      check();
    });
    dialog->open();
  });
  QObject::connect(keep, &QPushButton::clicked, q, [this] {
    LaboratoryClass c = entered();
    said->clear();
    if (editing.isEmpty()) {
      awaiting = c.name;
      workspace.laboratoryClasses()->add(c);
    } else {
      workspace.laboratoryClasses()->revise(c);
    }
  });
  QObject::connect(retire, &QPushButton::clicked, q, [this] {
    if (const auto* c = current()) {
      LaboratoryClass changed = *c;
      changed.retired = !changed.retired;
      workspace.laboratoryClasses()->revise(changed);
    }
  });
  for (QLineEdit* line : {name, short_name, key})
    QObject::connect(line, &QLineEdit::textChanged, q, [this] { check(); });
  for (QComboBox* box : {lineage, rule})
    QObject::connect(box, &QComboBox::currentIndexChanged, q, [this] { check(); });
  QObject::connect(stage, &QSpinBox::valueChanged, q, [this] { check(); });
}

const model::ClassScheme* ClassesDialog::Impl::scheme() const {
  if (const auto* session = workspace.session()) return &session->manifest().scheme;
  return workspace.modelFolder() ? &workspace.modelFolder()->manifest.scheme : nullptr;
}

const LaboratoryClass* ClassesDialog::Impl::current() const {
  const auto& all = workspace.laboratoryClasses()->all();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.id == editing; });
  return found == all.end() ? nullptr : &*found;
}

void ClassesDialog::Impl::setColour(const QString& hex) {
  chosen_colour = hex;
  QPixmap swatch(colour->iconSize());
  swatch.fill(QColor(hex));
  colour->setIcon(swatch);
  colour->setText(hex);
}

void ClassesDialog::Impl::fillList() {
  const QSignalBlocker quiet(list);
  list->clear();
  int row = -1;
  for (const auto& c : workspace.laboratoryClasses()->all()) {
    model::CellClass chip;
    chip.shortName = c.shortName.toStdString();
    chip.colour = c.colour.toStdString();
    chip.key = c.key.toStdString();
    auto* item = new QListWidgetItem(
        classIcon(chip), c.retired ? ClassesDialog::tr("%1 (retired)").arg(c.name) : c.name, list);
    item->setData(Qt::UserRole, c.id);
    if (c.retired) item->setForeground(list->palette().color(QPalette::Disabled, QPalette::Text));
    if (c.id == editing) row = list->count() - 1;
  }
  if (row < 0 && list->count() > 0 && !editing.isEmpty()) row = 0;
  list->setCurrentRow(row);
  if (row >= 0) {
    editing = list->currentItem()->data(Qt::UserRole).toString();
    show(*current());
  } else if (list->count() > 0 && name->text().isEmpty()) {
    list->setCurrentRow(0);
    editing = list->currentItem()->data(Qt::UserRole).toString();
    show(*current());
  }
}

void ClassesDialog::Impl::show(const LaboratoryClass& c) {
  said->clear();
  name->setText(c.name);
  short_name->setText(c.shortName);
  key->setText(c.key);
  rule->setCurrentIndex(c.counted ? 1 : 0);
  int at = lineage->findData(c.lineage);
  if (at < 0) {
    lineage->addItem(c.lineage, c.lineage);
    at = lineage->count() - 1;
  }
  lineage->setCurrentIndex(at);
  stage->setValue(c.stage);
  setColour(c.colour);
  check();
}

void ClassesDialog::Impl::begin() {
  {
    const QSignalBlocker quiet(list);
    list->setCurrentRow(-1);
  }
  editing.clear();
  const auto made = workspace.laboratoryClasses()->all().size();
  LaboratoryClass blank;
  blank.colour = QLatin1String(kColours[made % std::size(kColours)]);
  show(blank);
  name->setFocus();
}

LaboratoryClass ClassesDialog::Impl::entered() const {
  LaboratoryClass c;
  if (const auto* old = current()) c = *old;
  c.name = name->text().simplified();
  c.shortName = short_name->text().simplified();
  c.key = key->text().trimmed().toLower();
  c.counted = rule->currentData().toBool();
  c.lineage = lineage->currentData().toString();
  c.stage = stage->value();
  c.colour = chosen_colour;
  return c;
}

// The model's class that has the key already; a class of the laboratory then goes without.
QString ClassesDialog::Impl::keyHolder(const QString& wanted) const {
  const auto* s = scheme();
  if (!s || wanted.isEmpty()) return {};
  for (const auto& c : s->classes)
    if (!c.id.starts_with("lab_") && QString::fromStdString(c.key).compare(wanted, Qt::CaseInsensitive) == 0)
      return ui::className(c);
  return {};
}

// The buttons say what they would do, and the line beside them why not.
void ClassesDialog::Impl::check() {
  const LaboratoryClass c = entered();
  const auto* old = current();
  const bool changed = !old || !(c == *old);
  const bool sound = !c.name.isEmpty() && !c.shortName.isEmpty();
  keep->setText(editing.isEmpty() ? ClassesDialog::tr("Add the class") : ClassesDialog::tr("Keep changes"));
  keep->setEnabled(changed && sound);
  retire->setEnabled(old != nullptr);
  retire->setText(old && old->retired ? ClassesDialog::tr("Take back into &use")
                                      : ClassesDialog::tr("&Retire"));
  retire->setToolTip(
      ClassesDialog::tr("A retired class is offered no more. Cells that have it keep it, and its name."));
  const QString holder = keyHolder(c.key);
  if (!holder.isEmpty()) {
    said->setText(ClassesDialog::tr("With this model the key belongs to %1; the class is chosen by a click.")
                      .arg(inSentence(holder)));
  } else if (changed && !sound && !c.name.isEmpty()) {
    said->setText(ClassesDialog::tr("A short name is missing."));
  } else {
    said->clear();
  }
}

}  // namespace cellwise::ui
