#include "review/blind_audit_dialog.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include "bridge/audit_desk.h"
#include "bridge/slide_session.h"
#include "bridge/workspace.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {

BlindAuditDialog::BlindAuditDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), workspace_(workspace) {
  setObjectName(QStringLiteral("blindAuditDialog"));
  head_ = new QLabel;
  head_->setWordWrap(true);
  share_title_ = new QLabel;
  share_ = new QDoubleSpinBox;
  share_->setObjectName(QStringLiteral("auditShare"));
  share_->setRange(0, 100);
  share_->setDecimals(1);
  share_->setSuffix(QStringLiteral(" %"));
  share_->setKeyboardTracking(false);
  share_title_->setBuddy(share_);
  connect(share_, &QDoubleSpinBox::valueChanged, this,
          [this](double percent) { workspace_.audit()->setShare(percent / 100); });
  words_ = new QLabel;
  words_->setObjectName(QStringLiteral("auditWords"));
  words_->setWordWrap(true);
  words_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  table_ = new QTableWidget(0, 4);
  table_->setObjectName(QStringLiteral("auditTable"));
  table_->verticalHeader()->hide();
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionMode(QAbstractItemView::NoSelection);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  note_ = new QLabel;
  note_->setWordWrap(true);
  note_->setForegroundRole(QPalette::PlaceholderText);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  buttons->setObjectName(QStringLiteral("auditButtons"));
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
  auto* share = new QHBoxLayout;
  share->addWidget(share_title_);
  share->addWidget(share_);
  share->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(head_);
  layout->addLayout(share);
  layout->addWidget(words_);
  layout->addWidget(table_, 1);
  layout->addWidget(note_);
  layout->addWidget(buttons);
  resize(640, 560);
  connect(workspace_.audit(), &AuditDesk::changed, this, &BlindAuditDialog::fill);
  const auto follow = [this] {
    if (SlideSession* session = workspace_.session()) {
      connect(session, &SlideSession::cellsChanged, this, &BlindAuditDialog::fill);
      connect(session, &SlideSession::thresholdsChanged, this, &BlindAuditDialog::fill);
    }
    fill();
  };
  connect(&workspace_, &Workspace::sessionChanged, this, follow);
  retranslate();
  follow();
}

void BlindAuditDialog::retranslate() {
  setWindowTitle(tr("Blind audit of accepted cells"));
  head_->setText(
      tr("A random share of the accepted cells is asked about in Review among the others, without the "
         "model's opinion "
         "and without saying which they are. Chance decides once for each slide and is kept in the casebook, "
         "so that "
         "nobody can choose the cells afterwards."));
  share_title_->setText(tr("&Share that is asked"));
  share_->setSpecialValueText(tr("none"));
  table_->setHorizontalHeaderLabels({tr("Class"), tr("Plain"), tr("Corrected"), tr("95 % interval")});
  note_->setText(tr(
      "Corrected: by prediction-powered inference (Angelopoulos et al. 2023). The interval is exact and wide "
      "while "
      "answers are few; it speaks of the errors among accepted cells of this slide, not of other slides."));
  fill();
}

void BlindAuditDialog::fill() {
  const AuditDesk& desk = *workspace_.audit();
  {
    const QSignalBlocker quiet(share_);
    share_->setValue(100 * (desk.audit() ? desk.audit()->share : AuditDesk::defaultShare()));
  }
  const auto language =
      QLocale().language() == QLocale::Chinese ? reporting::Language::Chinese : reporting::Language::English;
  const auto figures = desk.figures();
  const QString words = reporting::auditInWords(figures, language);
  words_->setText(!workspace_.session() ? tr("No slide is open.")
                  : words.isEmpty()     ? tr("No audited cell has been answered yet.")
                                        : words);
  table_->setVisible(figures.error.n > 0);
  note_->setVisible(figures.error.n > 0);
  table_->setRowCount(int(figures.rows.size()));
  const QFont digits = tabularFont(font());
  for (int row = 0; row < int(figures.rows.size()); ++row) {
    const auto& of = figures.rows[std::size_t(row)];
    const auto set = [&](int column, const QString& text) {
      auto* item = new QTableWidgetItem(text);
      if (column > 0) {
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        item->setFont(digits);
      }
      table_->setItem(row, column, item);
    };
    set(0, language == reporting::Language::Chinese ? of.nameZh : of.nameEn);
    set(1, reporting::percent(of.share.plain));
    set(2, reporting::percent(of.share.corrected));
    set(3, reporting::percentRange(of.share.interval) + QStringLiteral(" %"));
  }
}

void BlindAuditDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace cellwise::ui
