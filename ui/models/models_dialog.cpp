#include "models/models_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "bridge/model_shelf.h"
#include "bridge/workspace.h"
#include "models/words.h"

namespace cellwise::ui {
namespace {

constexpr int kShaRole = Qt::UserRole;
enum Page { kCard, kLearn };

QTextBrowser* browser(const char* name) {
  auto* made = new QTextBrowser;
  made->setObjectName(QLatin1String(name));
  made->setOpenLinks(false);
  made->setTabChangesFocus(true);
  return made;
}

}  // namespace

struct ModelsDialog::Impl {
  Impl(ModelsDialog* dialog, Workspace& w) : q(dialog), workspace(w), shelf(*w.shelf()) {}

  ModelsDialog* q;
  Workspace& workspace;
  ModelShelf& shelf;

  QListWidget* list = nullptr;
  QStackedWidget* pages = nullptr;
  // the chosen model
  QTextBrowser* card = nullptr;
  QLabel* reason = nullptr;
  QPushButton *use = nullptr, *replay = nullptr;
  // learning
  QLabel* heading = nullptr;
  QTextBrowser* data = nullptr;
  QLabel *shortage = nullptr, *name_label = nullptr, *passes_label = nullptr, *scope_label = nullptr,
         *stage = nullptr;
  QLineEdit* name = nullptr;
  QSpinBox* passes = nullptr;
  QComboBox* scope = nullptr;
  QPushButton *start = nullptr, *cancel = nullptr, *back = nullptr;
  QProgressBar* progress = nullptr;
  // below
  QPushButton *learn = nullptr, *close = nullptr;

  std::optional<workflow::LearningData> learning_data;
  std::optional<workflow::LearningProgress> state;
  std::optional<Error> failed;  // of the latest learning or replay
  QString replayed_sha;
  std::optional<workflow::Replay> replayed;

  void build();
  void retranslate();
  void fill();
  void show();
  void showLearning();
  void openLearning();
  void startLearning();
  const ModelShelf::Entry* chosen() const {
    const auto* item = list->currentItem();
    return item ? shelf.entry(item->data(kShaRole).toString()) : nullptr;
  }
  bool inUse(const ModelShelf::Entry& entry) const {
    return workspace.modelStatus().sha256 ==
           QString::fromStdString(entry.model.folder.manifest.weightsSha256);
  }
  void select(const QString& sha) {
    for (int i = 0; i < list->count(); ++i) {
      if (list->item(i)->data(kShaRole).toString() == sha) list->setCurrentRow(i);
    }
  }
};

ModelsDialog::ModelsDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this, workspace)) {
  setObjectName(QStringLiteral("modelsDialog"));
  auto& d = *impl_;
  d.build();
  connect(&d.shelf, &ModelShelf::listed, this, [this] { impl_->fill(); });
  connect(&d.shelf, &ModelShelf::busyChanged, this, [this] { impl_->show(); });
  connect(&d.workspace, &Workspace::modelStatusChanged, this, [this] { impl_->fill(); });
  connect(&d.shelf, &ModelShelf::dataRead, this, [this](const workflow::LearningData& data) {
    impl_->learning_data = data;
    impl_->showLearning();
  });
  connect(&d.shelf, &ModelShelf::progressed, this, [this](const workflow::LearningProgress& p) {
    impl_->state = p;
    impl_->showLearning();
  });
  connect(&d.shelf, &ModelShelf::learned, this, [this](const workflow::Learned& learned) {
    auto& me = *impl_;
    me.replayed = learned.replay;
    me.replayed_sha = QString::fromStdString(learned.model.manifest.weightsSha256);
    me.select(me.replayed_sha);
    me.pages->setCurrentIndex(kCard);
    me.show();
    me.list->setFocus();
  });
  connect(&d.shelf, &ModelShelf::replayed, this, [this](const QString& sha, const workflow::Replay& replay) {
    impl_->replayed = replay;
    impl_->replayed_sha = sha;
    impl_->show();
  });
  connect(&d.shelf, &ModelShelf::failed, this, [this](const Error& error) {
    impl_->failed = error;
    impl_->show();
  });
  d.retranslate();
  d.fill();
  d.shelf.refresh();
  resize(960, 640);
}

ModelsDialog::~ModelsDialog() {
  disconnect(&impl_->shelf, nullptr, this, nullptr);
  disconnect(&impl_->workspace, nullptr, this, nullptr);
}

void ModelsDialog::Impl::build() {
  list = new QListWidget;
  list->setObjectName(QStringLiteral("modelList"));
  list->setWordWrap(true);
  list->setMinimumWidth(230);
  list->setMaximumWidth(280);
  list->setSpacing(2);

  card = browser("modelCard");
  reason = new QLabel;
  reason->setObjectName(QStringLiteral("modelReason"));
  reason->setWordWrap(true);
  use = new QPushButton;
  use->setObjectName(QStringLiteral("useModel"));
  replay = new QPushButton;
  replay->setObjectName(QStringLiteral("replayModel"));
  auto* choose = new QHBoxLayout;
  choose->addStretch();
  choose->addWidget(replay);
  choose->addWidget(use);
  auto* card_page = new QWidget;
  auto* card_layout = new QVBoxLayout(card_page);
  card_layout->setContentsMargins(0, 0, 0, 0);
  card_layout->addWidget(card, 1);
  card_layout->addWidget(reason);
  card_layout->addLayout(choose);

  heading = new QLabel;
  heading->setWordWrap(true);
  data = browser("learningData");
  shortage = new QLabel;
  shortage->setObjectName(QStringLiteral("learningShortage"));
  shortage->setWordWrap(true);
  name_label = new QLabel;
  passes_label = new QLabel;
  name = new QLineEdit;
  name->setObjectName(QStringLiteral("learningName"));
  passes = new QSpinBox;
  passes->setObjectName(QStringLiteral("learningPasses"));
  passes->setRange(1, 200);
  passes->setValue(workflow::LearningOptions().epochs);
  name_label->setBuddy(name);
  passes_label->setBuddy(passes);
  scope_label = new QLabel;
  scope = new QComboBox;
  scope->setObjectName(QStringLiteral("learningScope"));
  for (const auto each : workflow::learningScopes()) scope->addItem({}, int(each));
  scope_label->setBuddy(scope);
  QObject::connect(scope, &QComboBox::currentIndexChanged, q, [this] { showLearning(); });
  auto* form = new QFormLayout;
  form->addRow(name_label, name);
  form->addRow(passes_label, passes);
  form->addRow(scope_label, scope);
  stage = new QLabel;
  stage->setObjectName(QStringLiteral("learningStage"));
  stage->setWordWrap(true);
  progress = new QProgressBar;
  progress->setObjectName(QStringLiteral("learningProgress"));
  progress->setTextVisible(false);
  auto kept = progress->sizePolicy();
  kept.setRetainSizeWhenHidden(true);  // the buttons stay where they are
  progress->setSizePolicy(kept);
  start = new QPushButton;
  start->setObjectName(QStringLiteral("startLearning"));
  cancel = new QPushButton;
  cancel->setObjectName(QStringLiteral("cancelLearning"));
  back = new QPushButton;
  back->setObjectName(QStringLiteral("learningBack"));
  auto* run = new QHBoxLayout;
  run->addWidget(progress, 1);
  run->addWidget(cancel);
  run->addWidget(back);
  run->addWidget(start);
  auto* learn_page = new QWidget;
  auto* learn_layout = new QVBoxLayout(learn_page);
  learn_layout->setContentsMargins(0, 0, 0, 0);
  learn_layout->addWidget(heading);
  learn_layout->addWidget(data, 1);
  learn_layout->addWidget(shortage);
  learn_layout->addLayout(form);
  learn_layout->addWidget(stage);
  learn_layout->addLayout(run);

  pages = new QStackedWidget;
  pages->addWidget(card_page);
  pages->addWidget(learn_page);

  learn = new QPushButton;
  learn->setObjectName(QStringLiteral("learnFromConfirmed"));
  close = new QPushButton;
  close->setObjectName(QStringLiteral("closeModels"));
  for (auto* button : {use, replay, start, cancel, back, learn, close}) button->setAutoDefault(false);
  auto* below = new QHBoxLayout;
  below->addWidget(learn);
  below->addStretch();
  below->addWidget(close);
  auto* middle = new QHBoxLayout;
  middle->addWidget(list);
  middle->addWidget(pages, 1);
  auto* layout = new QVBoxLayout(q);
  layout->addLayout(middle, 1);
  layout->addLayout(below);

  QObject::connect(list, &QListWidget::currentRowChanged, q, [this] {
    if (list->currentRow() >= 0) pages->setCurrentIndex(kCard);
    show();
  });
  QObject::connect(use, &QPushButton::clicked, q, [this] {
    const auto* entry = chosen();
    if (entry && entry->model.usable()) workspace.useForNewSlides(entry->model.folder, entry->model.shipped);
  });
  QObject::connect(replay, &QPushButton::clicked, q, [this] {
    failed.reset();
    state.emplace().stage = workflow::LearningProgress::Stage::Replaying;
    if (const auto* entry = chosen()) shelf.replay(entry->model.folder);
  });
  QObject::connect(learn, &QPushButton::clicked, q, [this] { openLearning(); });
  QObject::connect(back, &QPushButton::clicked, q, [this] { pages->setCurrentIndex(kCard); });
  QObject::connect(start, &QPushButton::clicked, q, [this] { startLearning(); });
  QObject::connect(cancel, &QPushButton::clicked, q, [this] {
    cancel->setEnabled(false);  // it takes effect within the running step
    workspace.cancel(shelf.activity());
  });
  QObject::connect(close, &QPushButton::clicked, q, &QDialog::close);
}

void ModelsDialog::Impl::fill() {
  const auto* before = list->currentItem();
  const QString sha = before ? before->data(kShaRole).toString() : workspace.modelStatus().sha256;
  {
    const QSignalBlocker quiet(list);
    list->clear();
    for (const auto& entry : shelf.entries()) {
      const auto& m = entry.model.folder.manifest;
      QString text = QString::fromStdString(m.name + " " + m.version);
      QStringList states;
      if (inUse(entry)) states << ModelsDialog::tr("reads new slides");
      if (entry.model.shipped) states << ModelsDialog::tr("comes with Cellwise");
      if (!entry.model.usable()) states << ModelsDialog::tr("not compared yet");
      if (!states.isEmpty()) text += QStringLiteral("\n") + states.join(QStringLiteral(" · "));
      auto* item = new QListWidgetItem(text, list);
      item->setData(kShaRole, QString::fromStdString(m.weightsSha256));
      item->setToolTip(QString::fromStdU16String(entry.model.folder.path.u16string()));
      if (inUse(entry)) {
        QFont bold = item->font();
        bold.setBold(true);
        item->setFont(bold);
      }
    }
    select(sha);
    if (!list->currentItem() && list->count() > 0) list->setCurrentRow(0);
  }
  show();
}

void ModelsDialog::Impl::show() {
  const auto* entry = chosen();
  QString why;
  bool usable = false;
  if (!entry) {
    card->clear();
    why = ModelsDialog::tr("No model is selected.");
  } else {
    const auto& m = entry->model.folder.manifest;
    card->setMarkdown(entry->card);
    QString above;
    if (entry->model.comparison) above += comparisonText(*entry->model.comparison);
    if (replayed && replayed_sha == QString::fromStdString(m.weightsSha256))
      above += replayText(*replayed, m.scheme);
    if (!above.isEmpty()) {
      QTextCursor cursor(card->document());
      cursor.insertHtml(above + QStringLiteral("<hr>"));
      cursor.insertBlock();
      card->moveCursor(QTextCursor::Start);
    }
    if (inUse(*entry)) {
      why = ModelsDialog::tr("This model reads new slides. Slides keep the model that read them.");
    } else if (!entry->model.usable()) {
      why = ModelsDialog::tr(
          "It cannot be chosen: it was not compared with the model before it on cells held out.");
    } else {
      why = ModelsDialog::tr("Slides keep the model that read them until you ask to read one again.");
      usable = true;
    }
  }
  if (shelf.busy() && state) why = stageText(*state);
  if (failed && failed->code != ErrorCode::Cancelled && pages->currentIndex() == kCard)
    why = sentence(*failed);
  reason->setText(why);
  use->setEnabled(usable);
  use->setToolTip(usable ? QString() : why);
  replay->setEnabled(entry && !shelf.busy());
  showLearning();
}

void ModelsDialog::Impl::openLearning() {
  failed.reset();
  if (!shelf.busy()) {
    learning_data.reset();
    if (const auto& folder = workspace.modelFolder()) {
      name->setText(QString::fromStdString(folder->manifest.name));
      shelf.requestData(folder->manifest);
    }
  }
  pages->setCurrentIndex(kLearn);
  showLearning();
  name->setFocus();
}

void ModelsDialog::Impl::startLearning() {
  const auto& folder = workspace.modelFolder();
  if (!folder || shelf.busy()) return;
  workflow::LearningOptions options;
  options.name = name->text().trimmed().toStdString();
  options.epochs = passes->value();
  options.scope = workflow::LearningScope(scope->currentData().toInt());
  failed.reset();
  state.reset();
  shelf.learn(*folder, options);
}

void ModelsDialog::Impl::showLearning() {
  const bool busy = shelf.busy();
  const auto& folder = workspace.modelFolder();
  if (learning_data && folder) {
    data->setHtml(learningDataText(*learning_data, folder->manifest.scheme,
                                   workflow::LearningScope(scope->currentData().toInt())));
    shortage->setText(shortageText(*learning_data));
  } else {
    data->setHtml(folder ? ModelsDialog::tr("Counting the confirmed cells…")
                         : ModelsDialog::tr("No model is loaded to go on from."));
    shortage->clear();
  }
  shortage->setVisible(!shortage->text().isEmpty());
  const bool ready = learning_data && learning_data->shortage == workflow::LearningData::Shortage::None;
  name->setEnabled(!busy && ready);
  passes->setEnabled(!busy && ready);
  scope->setEnabled(!busy && ready);
  start->setEnabled(!busy && ready);
  cancel->setVisible(busy);
  if (!busy) cancel->setEnabled(true);
  progress->setVisible(busy);
  const bool known = state && state->progress.total > 0;
  progress->setRange(0, known ? int(state->progress.total) : 0);
  if (known) progress->setValue(int(state->progress.done));
  QString text;
  if (busy) {
    text = state ? stageText(*state) : ModelsDialog::tr("Starting…");
    text += QLatin1Char('\n') + ModelsDialog::tr("You can go on working, and close this window.");
  } else if (failed) {
    text = failed->code == ErrorCode::Cancelled ? ModelsDialog::tr("Cancelled. Nothing was kept.")
                                                : sentence(*failed);
  }
  stage->setText(text);
  stage->setVisible(!text.isEmpty());
}

void ModelsDialog::Impl::retranslate() {
  q->setWindowTitle(ModelsDialog::tr("Models"));
  list->setAccessibleName(ModelsDialog::tr("Models"));
  card->setAccessibleName(ModelsDialog::tr("The model's card"));
  use->setText(ModelsDialog::tr("&Use for new slides"));
  replay->setText(ModelsDialog::tr("&Replay signed slides"));
  replay->setToolTip(ModelsDialog::tr("Which signed reports would say something else. Nothing is changed."));
  heading->setText(
      ModelsDialog::tr("The cells that experts confirmed in this casebook make a new model out of the one in "
                       "use. It is compared with the old one on patients it never saw; then you choose."));
  name_label->setText(ModelsDialog::tr("&Name of the new model"));
  passes_label->setText(ModelsDialog::tr("&Passes over the cells"));
  passes->setToolTip(ModelsDialog::tr("More take longer; the best one on cells to choose by is kept."));
  scope_label->setText(ModelsDialog::tr("&What learns"));
  scope->setItemText(0, ModelsDialog::tr("As the cells allow"));
  scope->setItemText(1, ModelsDialog::tr("The decision only: what has no cells here is kept"));
  scope->setItemText(2, ModelsDialog::tr("Everything: for another stain, forgets what has no cells here"));
  start->setText(ModelsDialog::tr("&Start learning"));
  cancel->setText(ModelsDialog::tr("Cancel"));
  back->setText(ModelsDialog::tr("&Back to the card"));
  learn->setText(ModelsDialog::tr("&Learn from confirmed cells…"));
  close->setText(ModelsDialog::tr("Close"));
  fill();
}

void ModelsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) impl_->retranslate();
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
