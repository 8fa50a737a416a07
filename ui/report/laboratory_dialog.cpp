#include "report/laboratory_dialog.h"

#include <QBuffer>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QFutureWatcher>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPromise>
#include <QPushButton>
#include <QSignalBlocker>
#include <QThreadPool>
#include <QVBoxLayout>

#include "bridge/workspace.h"
#include "report/logo_file.h"

namespace cellwise::ui {
namespace {

constexpr QSize kLogoShown(220, 64);

}  // namespace

struct LaboratoryDialog::Impl {
  explicit Impl(LaboratoryDialog* dialog) : q(dialog) {}

  LaboratoryDialog* q;
  casebook::Laboratory lab;
  QImage logo;
  bool newLogo = false;
  QFutureWatcher<Result<QImage>> reading;

  QLineEdit* name = nullptr;
  QPlainTextEdit* address = nullptr;
  QLabel *picture = nullptr, *problem = nullptr;
  QPushButton *choose = nullptr, *removeLogo = nullptr;
  QComboBox* correction = nullptr;
  QListWidget* list = nullptr;
  QLineEdit* templateName = nullptr;
  QPlainTextEdit* templateText = nullptr;
  QPushButton *add = nullptr, *remove = nullptr, *up = nullptr, *down = nullptr;
  QPushButton* accept = nullptr;

  void showLogo();
  void showTemplates(int current);
  void showTemplate();
  void move(int by);
};

LaboratoryDialog::LaboratoryDialog(const casebook::Laboratory& laboratory, const QImage& logo,
                                   QWidget* parent)
    : QDialog(parent), impl_(std::make_unique<Impl>(this)) {
  setObjectName("laboratoryDialog");
  setWindowTitle(tr("The laboratory's report settings"));
  resize(720, 620);
  Impl& d = *impl_;
  d.lab = laboratory;
  d.logo = logo;

  d.name = new QLineEdit(laboratory.name, this);
  d.name->setObjectName("laboratoryName");
  d.name->setMaxLength(200);
  d.address = new QPlainTextEdit(laboratory.address, this);
  d.address->setObjectName("laboratoryAddress");
  d.address->setTabChangesFocus(true);
  d.address->setMaximumHeight(4 * fontMetrics().height() + 12);
  d.picture = new QLabel(this);
  d.picture->setObjectName("laboratoryLogo");
  d.picture->setFixedSize(kLogoShown);
  d.picture->setFrameShape(QFrame::StyledPanel);
  d.picture->setAlignment(Qt::AlignCenter);
  d.choose = new QPushButton(tr("Choose a &logo…"), this);
  d.choose->setObjectName("laboratoryChooseLogo");
  d.removeLogo = new QPushButton(tr("R&emove it"), this);
  d.removeLogo->setObjectName("laboratoryRemoveLogo");
  d.problem = new QLabel(this);
  d.problem->setObjectName("laboratoryProblem");
  d.problem->setWordWrap(true);
  auto* logoRow = new QHBoxLayout;
  logoRow->addWidget(d.picture);
  logoRow->addWidget(d.choose);
  logoRow->addWidget(d.removeLogo);
  logoRow->addStretch(1);
  d.correction = new QComboBox(this);
  d.correction->setObjectName("laboratoryCorrection");
  d.correction->addItems({tr("Do not correct: the analyser has corrected"),
                          tr("Correct from the first nucleated red cell on"),
                          tr("Correct at 5 or more nucleated red cells per 100 white cells")});
  d.correction->setCurrentIndex(int(laboratory.correction));

  auto* form = new QFormLayout;
  form->addRow(tr("&Name"), d.name);
  form->addRow(tr("&Address"), d.address);
  form->addRow(tr("Logo"), logoRow);
  form->addRow(QString(), d.problem);
  form->addRow(tr("&White cells"), d.correction);

  auto* box = new QGroupBox(tr("Templates for comments and conclusions"), this);
  d.list = new QListWidget(box);
  d.list->setObjectName("templateList");
  d.list->setAccessibleName(tr("Templates"));
  d.templateName = new QLineEdit(box);
  d.templateName->setObjectName("templateName");
  d.templateName->setMaxLength(80);
  d.templateText = new QPlainTextEdit(box);
  d.templateText->setObjectName("templateText");
  d.templateText->setTabChangesFocus(true);
  const auto button = [&](const char* objectName, const QString& text) {
    auto* made = new QPushButton(text, box);
    made->setObjectName(QLatin1String(objectName));
    made->setAutoDefault(false);
    return made;
  };
  d.add = button("templateAdd", tr("A&dd"));
  d.remove = button("templateRemove", tr("&Remove"));
  d.up = button("templateUp", tr("&Up"));
  d.down = button("templateDown", tr("D&own"));
  auto* buttons = new QHBoxLayout;
  for (auto* each : {d.add, d.remove, d.up, d.down}) buttons->addWidget(each);
  auto* left = new QVBoxLayout;
  left->addWidget(d.list, 1);
  left->addLayout(buttons);
  auto* right = new QFormLayout;
  right->addRow(tr("Na&me in the menu"), d.templateName);
  right->addRow(tr("&Text"), d.templateText);
  auto* inside = new QHBoxLayout(box);
  inside->addLayout(left, 1);
  inside->addLayout(right, 2);

  auto* note = new QLabel(tr("Kept in the casebook, with an entry in its audit trail. Signed reports stay as "
                             "they were signed."),
                          this);
  note->setWordWrap(true);
  note->setForegroundRole(QPalette::PlaceholderText);
  auto* ends = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  d.accept = ends->addButton(tr("&Save"), QDialogButtonBox::AcceptRole);
  d.accept->setObjectName("laboratorySave");
  d.accept->setDefault(true);
  connect(ends, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(ends, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(10);
  layout->addLayout(form);
  layout->addWidget(box, 1);
  layout->addWidget(note);
  layout->addWidget(ends);

  connect(d.choose, &QPushButton::clicked, this, [this] {
    auto* ask = new QFileDialog(this, tr("Choose a logo"), {}, tr("Pictures (*.png *.jpg *.jpeg *.svg)"));
    ask->setObjectName("laboratoryLogoDialog");
    ask->setAttribute(Qt::WA_DeleteOnClose);
    ask->setFileMode(QFileDialog::ExistingFile);
    connect(ask, &QFileDialog::fileSelected, this, &LaboratoryDialog::setLogoFile);
    ask->open();
  });
  connect(d.removeLogo, &QPushButton::clicked, this, [this] {
    impl_->logo = {};
    impl_->newLogo = false;
    impl_->lab.logoSha256.clear();
    impl_->problem->clear();
    impl_->showLogo();
  });
  connect(&d.reading, &QFutureWatcherBase::finished, this, [this] {
    const Result<QImage> read = impl_->reading.result();
    if (read) {
      impl_->logo = *read;
      impl_->newLogo = true;
      impl_->problem->clear();
    } else {
      impl_->problem->setText(sentence(read.error()));
    }
    impl_->accept->setEnabled(true);
    impl_->showLogo();
  });
  connect(d.list, &QListWidget::currentRowChanged, this, [this] { impl_->showTemplate(); });
  connect(d.add, &QPushButton::clicked, this, [this] {
    impl_->lab.templates.push_back({tr("New template"), {}});
    impl_->showTemplates(int(impl_->lab.templates.size()) - 1);
    impl_->templateName->setFocus();
    impl_->templateName->selectAll();
  });
  connect(d.remove, &QPushButton::clicked, this, [this] {
    const int row = impl_->list->currentRow();
    if (row < 0) return;
    impl_->lab.templates.erase(impl_->lab.templates.begin() + row);
    impl_->showTemplates(std::min(row, int(impl_->lab.templates.size()) - 1));
  });
  connect(d.up, &QPushButton::clicked, this, [this] { impl_->move(-1); });
  connect(d.down, &QPushButton::clicked, this, [this] { impl_->move(1); });
  connect(d.templateName, &QLineEdit::textEdited, this, [this](const QString& text) {
    const int row = impl_->list->currentRow();
    if (row < 0) return;
    impl_->lab.templates[std::size_t(row)].name = text;
    impl_->list->item(row)->setText(text);
  });
  connect(d.templateText, &QPlainTextEdit::textChanged, this, [this] {
    const int row = impl_->list->currentRow();
    if (row >= 0) impl_->lab.templates[std::size_t(row)].text = impl_->templateText->toPlainText();
  });
  d.showLogo();
  d.showTemplates(laboratory.templates.empty() ? -1 : 0);
  d.name->setFocus();
}

LaboratoryDialog::~LaboratoryDialog() {
  impl_->reading.waitForFinished();
}

void LaboratoryDialog::Impl::showLogo() {
  if (logo.isNull()) {
    picture->setText(LaboratoryDialog::tr("No logo"));
  } else {
    picture->setPixmap(QPixmap::fromImage(
        logo.scaled(kLogoShown - QSize(6, 6), Qt::KeepAspectRatio, Qt::SmoothTransformation)));
  }
  removeLogo->setEnabled(!logo.isNull());
}

void LaboratoryDialog::Impl::showTemplates(int current) {
  {
    const QSignalBlocker blocker(list);
    list->clear();
    for (const auto& each : lab.templates) list->addItem(each.name);
    list->setCurrentRow(current);
  }
  showTemplate();
}

void LaboratoryDialog::Impl::showTemplate() {
  const int row = list->currentRow();
  const QSignalBlocker a(templateName), b(templateText);
  const bool any = row >= 0;
  templateName->setText(any ? lab.templates[std::size_t(row)].name : QString());
  templateText->setPlainText(any ? lab.templates[std::size_t(row)].text : QString());
  templateName->setEnabled(any);
  templateText->setEnabled(any);
  remove->setEnabled(any);
  up->setEnabled(row > 0);
  down->setEnabled(any && row + 1 < int(lab.templates.size()));
}

void LaboratoryDialog::Impl::move(int by) {
  const int row = list->currentRow(), to = row + by;
  if (row < 0 || to < 0 || to >= int(lab.templates.size())) return;
  std::swap(lab.templates[std::size_t(row)], lab.templates[std::size_t(to)]);
  showTemplates(to);
}

void LaboratoryDialog::setLogoFile(const QString& file) {
  auto promise = std::make_shared<QPromise<Result<QImage>>>();
  impl_->problem->setText(tr("Reading…"));
  impl_->accept->setEnabled(false);
  impl_->reading.setFuture(promise->future());
  QThreadPool::globalInstance()->start([promise, file] {
    promise->start();
    promise->addResult(logoFrom(file));
    promise->finish();
  });
}

casebook::Laboratory LaboratoryDialog::laboratory() const {
  casebook::Laboratory lab = impl_->lab;
  lab.name = impl_->name->text().trimmed();
  lab.address = impl_->address->toPlainText().trimmed();
  lab.correction = casebook::WhiteCellCorrection(impl_->correction->currentIndex());
  std::erase_if(lab.templates, [](const auto& each) { return each.text.trimmed().isEmpty(); });
  return lab;
}

QByteArray LaboratoryDialog::logoPng() const {
  if (!impl_->newLogo) return {};
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  impl_->logo.save(&buffer, "PNG");
  return bytes;
}

}  // namespace cellwise::ui
