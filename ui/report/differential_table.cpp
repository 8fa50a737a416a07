#include "report/differential_table.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QShortcut>

#include <algorithm>

#include "report/class_chip.h"
#include "reporting/report_text.h"
#include "style/marks.h"
#include "style/theme.h"

namespace cellwise::ui {
namespace {

constexpr QSize kChip(40, 16);
constexpr int kNameMargins = 14;  // around a name and its chip
constexpr int kWidest = 760;      // beyond it names are cut rather than the chart

QIcon chipIcon(const reporting::DifferentialRow& row, qreal ratio) {
  QPixmap pixmap(kChip * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  paintClassChip(painter, QRectF(QPointF(), kChip), chipOf(row));
  painter.end();
  QIcon icon(pixmap);
  icon.addPixmap(pixmap, QIcon::Selected);  // a class keeps its colour when its row is selected
  return icon;
}

// "10.1–15.0"; the unit stands in the column's head.
QString rangeText(const decision::Interval& interval) {
  const QLocale locale;
  return locale.toString(100 * interval.low, 'f', 1) + QStringLiteral("–") +
         locale.toString(100 * interval.high, 'f', 1);
}

}  // namespace

reporting::Language interfaceLanguage() {
  return QLocale().language() == QLocale::Chinese ? reporting::Language::Chinese
                                                  : reporting::Language::English;
}

QString unresolvedText(const reporting::Differential& d) {
  if (d.unresolved == 0) return {};
  const QLocale locale;
  QStringList kinds;
  const auto kind = [&](int n, const QString& text) {
    if (n > 0) kinds << text.arg(locale.toString(n));
  };
  kind(d.ambiguous, DifferentialTable::tr("%1 between two classes"));
  kind(d.unfamiliar, DifferentialTable::tr("%1 unlike any class"));
  kind(d.failed, DifferentialTable::tr("%1 that could not be read"));
  kind(d.unclassified, DifferentialTable::tr("%1 not classified yet"));
  const double width = 100.0 * d.unresolved / (d.counted + d.unresolved);
  return DifferentialTable::tr(
             "%1 of %2 cells are still to review: %3. They are in no figure of this report. Once "
             "they are decided, each share can still move within a range %4 percentage points "
             "wide.")
      .arg(locale.toString(d.unresolved), locale.toString(d.cells), kinds.join(QStringLiteral(", ")),
           locale.toString(width, 'f', 1));
}

model::CellClass chipOf(const reporting::DifferentialRow& row) {
  model::CellClass chip;
  chip.id = row.classId.toStdString();
  chip.nameEn = row.nameEn.toStdString();
  chip.nameZh = row.nameZh.toStdString();
  chip.shortName = row.shortName.toStdString();
  chip.lineage = row.lineage.toStdString();
  chip.colour = row.colour.isEmpty() ? "#a0a0a0" : row.colour.toStdString();
  return chip;
}

DifferentialTable::DifferentialTable(QWidget* parent) : QTableWidget(0, Columns, parent) {
  setObjectName("differentialTable");
  setEditTriggers(NoEditTriggers);
  setSelectionBehavior(SelectRows);
  setSelectionMode(ExtendedSelection);
  setShowGrid(false);
  setAlternatingRowColors(true);
  setWordWrap(true);  // a name takes a second line rather than lose its end
  setIconSize(kChip);
  setTabKeyNavigation(false);
  setHorizontalScrollMode(ScrollPerPixel);
  setVerticalScrollMode(ScrollPerPixel);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 7);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setSectionsClickable(false);
  horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  horizontalHeader()->setSectionResizeMode(Name, QHeaderView::Stretch);
  connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
    if (column == Name) fitNames();
  });
  auto* copy = new QShortcut(QKeySequence::Copy, this, nullptr, nullptr, Qt::WidgetShortcut);
  connect(copy, &QShortcut::activated, this, [this] { QApplication::clipboard()->setText(selectedText()); });
  retranslateHeader();
}

void DifferentialTable::retranslateHeader() {
  const QStringList texts = {
      tr("Class"),  tr("Confirmed"),  tr("Auto-\naccepted"), tr("Total"), tr("Share (95 % interval)"),
      tr("×10⁹/L"), tr("To\nreview"), tr("Once\ndecided, %")};
  const QStringList tips = {
      QString(),
      tr("An expert decided on the class of these cells"),
      tr("The model read these cells, above both thresholds; no expert has looked"),
      tr("Confirmed and auto-accepted"),
      tr("Of the counted cells, with the exact interval (Clopper–Pearson). It speaks of "
         "sampling only, not of errors among auto-accepted cells."),
      tr("Absolute count: the share times the white cell count. Its interval is one hover away."),
      tr("Cells still to review whose likeliest class this is; in no other figure"),
      tr("Where the share must end once every cell is decided, whatever the decisions")};
  for (int column = 0; column < Columns; ++column) {
    auto* item = new QTableWidgetItem(texts[column]);
    item->setToolTip(tips[column]);
    item->setTextAlignment((column == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    setHorizontalHeaderItem(column, item);
  }
  setAccessibleName(tr("Differential count"));
}

int DifferentialTable::addRow() {
  const int row = rowCount();
  insertRow(row);
  return row;
}

void DifferentialTable::put(int row, int column, const QString& text, const QString& toolTip, bool bold) {
  auto* item = new QTableWidgetItem(text);
  item->setToolTip(toolTip);
  item->setTextAlignment((column == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  QFont font = column == Name ? this->font() : tabularFont(this->font());
  font.setBold(bold);
  item->setFont(font);
  setItem(row, column, item);
}

void DifferentialTable::addSection(const QString& text) {
  const int row = addRow();
  put(row, Name, text);
  item(row, Name)->setForeground(palette().color(QPalette::PlaceholderText));
  item(row, Name)->setFlags(Qt::ItemIsEnabled);
  setSpan(row, Name, 1, Columns);
  setRowHeight(row, verticalHeader()->defaultSectionSize() + 6);
  item(row, Name)->setTextAlignment(Qt::AlignLeft | Qt::AlignBottom);
}

void DifferentialTable::addCounts(int row, const reporting::Provenance& cells, bool bold) {
  const QLocale locale;
  const auto number = [&](int n) { return n == 0 ? QStringLiteral("–") : locale.toString(n); };
  put(row, Confirmed, number(cells.confirmed), {}, bold);
  put(row, AutoAccepted, number(cells.autoAccepted), {}, bold);
  put(row, Total, locale.toString(cells.total()), {}, bold);
}

void DifferentialTable::show(const reporting::Differential& d) {
  const QLocale locale;
  const auto language = interfaceLanguage();
  const auto open = [&](int n) { return n == 0 ? QStringLiteral("–") : locale.toString(n); };
  const auto scrolled = verticalScrollBar() ? verticalScrollBar()->value() : 0;
  setUpdatesEnabled(false);
  clearSpans();
  setRowCount(0);

  const auto addClass = [&](const reporting::DifferentialRow& entry) {
    const int row = addRow();
    put(row, Name, reporting::className(entry, language));
    item(row, Name)->setIcon(chipIcon(entry, devicePixelRatioF()));
    item(row, Name)->setData(Qt::UserRole, entry.classId);
    addCounts(row, entry.cells);
    if (entry.counted && d.counted > 0) put(row, Share, shareText(entry.share, entry.interval));
    if (entry.absolute)
      put(row, Absolute, reporting::absoluteText(entry.absolute->value),
          reporting::absoluteWithInterval(*entry.absolute));
    put(row, ToReview, open(entry.unresolvedPredicted));
    if (entry.counted && d.unresolved > 0) put(row, OnceDecided, rangeText(entry.possible));
  };

  reporting::Provenance counted, outside;
  bool any_outside = false;
  for (const auto& entry : d.rows) {
    if (!entry.counted) {
      any_outside = true;
      continue;
    }
    counted.confirmed += entry.cells.confirmed;
    counted.autoAccepted += entry.cells.autoAccepted;
    addClass(entry);
  }
  const int total = addRow();
  put(total, Name, tr("Counted cells (n)"), {}, true);
  addCounts(total, counted, true);

  if (any_outside) {
    addSection(tr("Outside the differential: counted, not in the shares"));
    for (const auto& entry : d.rows) {
      if (!entry.counted) addClass(entry);
    }
  }
  if (!d.lineages.empty() || d.meRatio || d.nucleatedRedCells) addSection(tr("Lineages"));
  for (const auto& lineage : d.lineages) {
    const int row = addRow();
    put(row, Name, reporting::lineageName(lineage, language));
    addCounts(row, lineage.cells);
    if (d.counted > 0) put(row, Share, shareText(lineage.share, lineage.interval));
    if (lineage.absolute)
      put(row, Absolute, reporting::absoluteText(lineage.absolute->value),
          reporting::absoluteWithInterval(*lineage.absolute));
    put(row, ToReview, open(lineage.unresolvedPredicted));
    if (d.unresolved > 0) put(row, OnceDecided, rangeText(lineage.possible));
  }
  if (d.meRatio) {
    const int row = addRow();
    const auto& me = *d.meRatio;
    const QString definition = tr("Myeloid: %1. Nucleated erythroid: %2.")
                                   .arg(me.myeloidClasses.join(QStringLiteral(", ")),
                                        me.erythroidClasses.join(QStringLiteral(", ")));
    put(row, Name, tr("Myeloid : erythroid"), definition);
    put(row, Total, tr("%1 : %2").arg(locale.toString(me.myeloid), locale.toString(me.erythroid)),
        definition);
    put(row, Share,
        me.ratio
            ? tr("%1 (%2)").arg(locale.toString(*me.ratio, 'f', 1), reporting::ratioRange(me.interval, 1))
            : tr("no erythroid cell"),
        definition);
  }
  if (d.nucleatedRedCells) {
    const int row = addRow();
    const auto& red = *d.nucleatedRedCells;
    const QString definition =
        tr("Per 100 white cells: beside %1 counted white cells, not among them.").arg(red.whiteCells);
    put(row, Name, tr("Nucleated red cells"), definition);
    addCounts(row, red.cells);
    put(row, Share,
        red.per100 ? tr("%1 per 100 (%2)")
                         .arg(locale.toString(*red.per100, 'f', 1), reporting::ratioRange(red.interval, 1))
                   : tr("no white cell counted"),
        definition);
    if (red.absolute)
      put(row, Absolute, reporting::absoluteText(red.absolute->value),
          reporting::absoluteWithInterval(*red.absolute));
  }
  if (d.partial) {
    const auto& partial = *d.partial;
    const QString statement = reporting::partialInWords(d, language);
    addSection(tr("Partial differential: dividing cells only"));
    for (const auto& entry : partial.rows) {
      const auto* whole = d.row(entry.classId);
      const int row = addRow();
      put(row, Name, whole ? reporting::className(*whole, language) : entry.classId, statement);
      put(row, Total, locale.toString(entry.cells), statement);
      if (partial.cells > 0) put(row, Share, shareText(entry.share, entry.interval), statement);
    }
    if (partial.categoryChanges) addSection(reporting::phrase(reporting::Phrase::PartialChanges, language));
  }
  setColumnHidden(Absolute, !d.whiteCells);
  setColumnHidden(OnceDecided, d.unresolved == 0);
  setColumnHidden(ToReview, d.unresolved == 0);
  fitWidth();
  setUpdatesEnabled(true);
  if (verticalScrollBar()) verticalScrollBar()->setValue(scrolled);
}

// No name is cut while there is room for it beside the chart.
void DifferentialTable::fitWidth() {
  int wanted = 2 * frameWidth() + verticalScrollBar()->sizeHint().width();
  for (int column = 0; column < Columns; ++column) {
    if (isColumnHidden(column)) continue;
    wanted += std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
  }
  setMinimumWidth(std::min(wanted, kWidest));
  fitNames();
}

void DifferentialTable::fitNames() {
  const int room = columnWidth(Name), line = fontMetrics().height();
  for (int row = 0; row < rowCount(); ++row) {
    const auto* cell = item(row, Name);
    if (!cell || columnSpan(row, Name) > 1) continue;
    const int text = QFontMetrics(cell->font()).horizontalAdvance(cell->text()) +
                     (cell->icon().isNull() ? 0 : iconSize().width()) + kNameMargins;
    setRowHeight(row, verticalHeader()->defaultSectionSize() + (text > room ? line : 0));
  }
}

QString DifferentialTable::selectedText() const {
  QStringList lines;
  for (int row = 0; row < rowCount(); ++row) {
    if (!selectionModel()->isRowSelected(row)) continue;
    QStringList cells;
    for (int column = 0; column < Columns; ++column) {
      if (!isColumnHidden(column)) cells << (item(row, column) ? item(row, column)->text() : QString());
    }
    lines << cells.join(QLatin1Char('\t'));
  }
  return lines.join(QLatin1Char('\n'));
}

void DifferentialTable::changeEvent(QEvent* event) {
  QTableWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslateHeader();
}

}  // namespace cellwise::ui
