#include "shell/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "bridge/workspace.h"
#include "style/drawn_icon.h"

namespace cellwise::ui {
namespace {

constexpr int kNoticeMs = 8000;
constexpr int kMostRows = 4;
constexpr auto kText = "messageText";

QWidget* messageIcon(Symbol symbol) {
  auto* icon = new IconLabel(symbolIcon(symbol), 18);
  icon->setObjectName(QStringLiteral("messageIcon"));
  return icon;
}

QLabel* textLabel(const QString& text) {
  auto* label = new QLabel(text);
  label->setObjectName(QLatin1String(kText));
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QFrame(parent) {
  setObjectName(QStringLiteral("messageBar"));
  rows_ = new QVBoxLayout(this);
  rows_->setContentsMargins(0, 0, 0, 0);
  rows_->setSpacing(0);
  hide();
}

int MessageBar::count() const {
  return rows_->count();
}

QWidget* MessageBar::showPanel(QWidget* content, bool dismissable) {
  auto* row = new QFrame;
  row->setFrameShape(QFrame::StyledPanel);
  row->setAutoFillBackground(true);
  row->setBackgroundRole(QPalette::Base);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(10, 5, 6, 5);
  layout->addWidget(content, 1);
  if (dismissable) {
    auto* close = new QToolButton;
    close->setObjectName(QStringLiteral("dismissMessage"));
    close->setAutoRaise(true);
    close->setIcon(symbolIcon(Symbol::Close));
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss"));
    connect(close, &QToolButton::clicked, row, [this, row] { dismiss(row); });
    layout->addWidget(close, 0, Qt::AlignTop);
  }
  rows_->addWidget(row);
  if (rows_->count() > kMostRows) dismiss(rows_->itemAt(0)->widget());
  show();
  return row;
}

void MessageBar::dismiss(QWidget* row) {
  rows_->removeWidget(row);
  row->hide();
  row->deleteLater();
  setVisible(rows_->count() > 0);
}

void MessageBar::showNotice(const QString& text, const QString& button, std::function<void()> action) {
  auto* content = new QWidget;
  auto* layout = new QHBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(messageIcon(Symbol::Notice), 0, Qt::AlignTop);
  layout->addWidget(textLabel(text), 1);
  QPushButton* push = nullptr;
  if (!button.isEmpty()) {
    push = new QPushButton(button);
    layout->addWidget(push);
  }
  QWidget* row = showPanel(content);
  if (push) {
    connect(push, &QPushButton::clicked, row, [this, row, action = std::move(action)] {
      action();
      dismiss(row);
    });
  } else {
    QTimer::singleShot(kNoticeMs, row, [this, row] {
      if (rows_->indexOf(row) >= 0) dismiss(row);
    });
  }
}

void MessageBar::showError(const Error& error) {
  const QString text = sentence(error);
  for (const auto* label : findChildren<QLabel*>(QLatin1String(kText))) {
    if (label->text() == text) return;  // said already
  }
  auto* content = new QWidget;
  auto* layout = new QHBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(messageIcon(Symbol::Warning), 0, Qt::AlignTop);
  auto* column = new QVBoxLayout;
  auto* sentence_label = textLabel(text);
  auto* detail = textLabel(QString::fromStdString(describe(error)));
  detail->setObjectName(QStringLiteral("messageDetail"));
  detail->hide();
  column->addWidget(sentence_label);
  column->addWidget(detail);
  layout->addLayout(column, 1);
  auto* more = new QToolButton;
  more->setText(tr("Details"));
  more->setCheckable(true);
  more->setAutoRaise(true);
  connect(more, &QToolButton::toggled, detail, &QWidget::setVisible);
  layout->addWidget(more, 0, Qt::AlignTop);
  showPanel(content);
}

void MessageBar::dismissLast() {
  for (int i = rows_->count() - 1; i >= 0; --i) {
    QWidget* row = rows_->itemAt(i)->widget();
    if (row->findChild<QToolButton*>(QStringLiteral("dismissMessage"))) {
      dismiss(row);
      return;
    }
  }
}

}  // namespace cellwise::ui
