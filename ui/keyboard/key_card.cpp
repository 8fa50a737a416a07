#include "keyboard/key_card.h"

#include <QAction>
#include <QBuffer>
#include <QCoreApplication>
#include <QDate>
#include <QLocale>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QSet>

#include <algorithm>

#include "keyboard/key_map.h"
#include "model/maturation_ladder.h"
#include "reporting/save_file.h"
#include "reporting/sheet.h"
#include "style/marks.h"

namespace cellwise::ui {

namespace {

struct Card {
  Q_DECLARE_TR_FUNCTIONS(KeyCard)
};

using reporting::Sheet;
using reporting::TextStyle;

constexpr double kGap = 4;  // points, between rungs
constexpr double kRungHeight = 42;
constexpr double kCap = 17;
constexpr int kActionColumns = 3;

struct Line {
  QString text, keys;
  bool heading = false;
};

// Without the number block's Enter where Return does the same: to a reader of the card it is one key.
QList<QKeySequence> printedKeys(QList<QKeySequence> keys) {
  const QList<QKeySequence> all = keys;
  keys.removeIf([&](const QKeySequence& key) {
    if (key.count() != 1 || key[0].key() != Qt::Key_Enter) return false;
    return all.contains(QKeySequence(QKeyCombination(key[0].keyboardModifiers(), Qt::Key_Return)));
  });
  return keys;
}

// What has a key; the classes stand on the ladder.
std::vector<Line> linesOf(const QList<NamedAction>& actions) {
  std::vector<Line> lines;
  QString heading;
  for (const NamedAction& action : actions) {
    if (action.id.startsWith(QLatin1String("class/"))) continue;
    const QString keys = keysText(printedKeys(KeyMap::instance().keys(action.id)));
    if (keys.isEmpty()) continue;
    if (action.heading != heading) lines.push_back({heading = action.heading, {}, true});
    lines.push_back({action.title, keys});
  }
  return lines;
}

// A key as it looks: framed twice below, so that it is not taken for a count.
void paintCap(Sheet& sheet, QPointF at, const QString& key) {
  const TextStyle style{key.size() == 1 ? 11.5 : 7.5, true, Qt::black, Qt::AlignHCenter};
  const double width = std::max(kCap, sheet.textWidth(key, style) + 8);
  sheet.frame({at.x(), at.y(), width, kCap}, 1);
  sheet.rule({at.x(), at.y() + kCap - 1.6}, {at.x() + width, at.y() + kCap - 1.6}, 1.4);
  sheet.line({at.x(), at.y(), width, kCap - 1.5}, key, style);
}

double paintLadder(Sheet& sheet, double top) {
  const KeyMap& keys = KeyMap::instance();
  const model::ClassScheme& scheme = keys.scheme();
  const model::MaturationLadder ladder = model::maturationLadder(scheme);
  if (ladder.columns == 0) return top;
  const double width = (sheet.width() + kGap) / ladder.columns;
  for (const auto& lineage : ladder.lineages) {
    const double left = lineage.column * width;
    const double wide = lineage.columns * width - kGap;
    const QString name = lineageName(*scheme.lineage(lineage.lineage));
    double size = 8;
    while (size > 5.5 && sheet.textWidth(name, {size, true}) > wide) size -= 0.25;
    sheet.line({left, top, wide, 12}, name, {size, true});
    sheet.rule({left, top + 13}, {left + wide, top + 13}, 0.8);
  }
  const double first = top + 17;
  for (const auto& rung : ladder.rungs) {
    const auto& cellClass = scheme.classes[static_cast<std::size_t>(rung.classIndex)];
    const QRectF box(rung.column * width, first + rung.row * (kRungHeight + kGap),
                     rung.columns * width - kGap, kRungHeight);
    sheet.frame(box, 0.6);
    paintCap(sheet, box.topLeft() + QPointF(4, 4), keys.classKeyText(rung.classIndex));
    const QString name = className(cellClass), shortName = QString::fromStdString(cellClass.shortName);
    if (rung.columns > 1) {
      sheet.paragraph(box.topLeft() + QPointF(kCap + 12, 7), box.width() - kCap - 16,
                      shortName + QStringLiteral("   ") + name, {9.5, true});
    } else {
      // Two lines below the cap; a long name in smaller type.
      double size = 7.5;
      while (size > 5 && sheet.paragraphHeight(box.width() - 6, name, {size}) > 18) size -= 0.5;
      sheet.line({box.left() + kCap + 8, box.top() + 4, box.width() - kCap - 12, kCap}, shortName,
                 {shortName.size() > 3 ? 6.5 : 8, true});
      sheet.paragraph(box.topLeft() + QPointF(4, 23), box.width() - 6, name, {size});
    }
  }
  return first + ladder.rows * (kRungHeight + kGap);
}

void paintLines(Sheet& sheet, double top, const std::vector<Line>& lines) {
  const double gutter = 14;
  const double width = (sheet.width() - gutter * (kActionColumns - 1)) / kActionColumns;
  const int each = std::max(1, (static_cast<int>(lines.size()) + kActionColumns - 1) / kActionColumns);
  const double height = std::clamp((sheet.height() - top) / each, 5.0, 11.5);
  const double size = std::min(7.5, height * 0.68);
  for (int i = 0; i < static_cast<int>(lines.size()); ++i) {
    const Line& line = lines[static_cast<std::size_t>(i)];
    const QRectF box(i / each * (width + gutter), top + i % each * height, width, height);
    if (line.heading) {
      sheet.line(box, line.text, {size + 0.5, true});
      sheet.rule(box.bottomLeft(), box.bottomRight(), 0.5);
      continue;
    }
    // Smaller where both would not stand whole beside each other.
    const double wanted = sheet.textWidth(line.keys, {size, true}) + sheet.textWidth(line.text, {size}) + 8;
    const double fitting = size * std::clamp(width / wanted, 0.7, 1.0);
    const TextStyle bold{fitting, true, Qt::black, Qt::AlignRight};
    const double keys = std::min(width * 0.6, sheet.textWidth(line.keys, bold) + 2);
    sheet.line({box.right() - keys, box.top(), keys, height}, line.keys, bold);
    sheet.line({box.left(), box.top(), width - keys - 4, height}, line.text, {fitting});
  }
}

void paint(Sheet& sheet, const QList<NamedAction>& actions) {
  const KeyMap& keys = KeyMap::instance();
  const auto& scheme = keys.scheme();
  sheet.line({0, 0, sheet.width(), 18}, Card::tr("Cellwise at the keyboard"), {14, true});
  sheet.line({0, 2, sheet.width(), 16}, QLocale().toString(QDate::currentDate(), QLocale::ShortFormat),
             {8, false, Qt::black, Qt::AlignRight});
  double y = 24;
  if (!scheme.classes.empty()) {
    sheet.line({0, 19, sheet.width(), 12},
               Card::tr("%1: one key decides and goes on. A lineage is a column, the youngest on top.")
                   .arg(schemeName(scheme)),
               {8});
    y = paintLadder(sheet, 36) + 2;
    const QString steps = Card::tr("One stage younger:  %1      One stage older:  %2")
                              .arg(keysText(keys.keys(QStringLiteral("classYounger"))),
                                   keysText(keys.keys(QStringLiteral("classOlder"))));
    sheet.line({0, y, sheet.width(), 13}, steps, {9, true});
    y += 15;
    y += sheet.paragraph({0, y}, sheet.width(), pointerRule(), {7.5});
    y += 6;
  }
  paintLines(sheet, y, linesOf(actions));
}

}  // namespace

QString pointerRule() {
  return Card::tr(
      "In Cells a class key means the cell under the pointer when the mouse was moved last; over "
      "selected cells, and after the keyboard has moved, it means the selection.");
}

QList<NamedAction> namedActions(const ActionGroups& groups) {
  QList<NamedAction> named;
  QSet<QString> said;
  for (const auto& [heading, actions] : groups) {
    for (const QAction* action : actions) {
      const QString id = KeyMap::idOf(action);
      if (id.isEmpty() || said.contains(id)) continue;
      said << id;
      named << NamedAction{heading, QString(action->text()).remove(QLatin1Char('&')), id};
    }
  }
  return named;
}

int paintKeyCard(QPagedPaintDevice& device, const QList<NamedAction>& actions) {
  QPainter painter;
  if (!painter.begin(&device)) return 0;
  painter.setRenderHint(QPainter::Antialiasing);
  Sheet sheet(device, &painter, nullptr);
  paint(sheet, actions);
  return sheet.page();
}

Result<void> writeKeyCard(const QString& file, bool letter, const QList<NamedAction>& actions) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  reporting::WrittenText text;
  {
    QPdfWriter writer(&buffer);
    writer.setResolution(1200);
    writer.setPageLayout(QPageLayout(QPageSize(letter ? QPageSize::Letter : QPageSize::A4),
                                     QPageLayout::Portrait, QMarginsF(42, 36, 42, 36), QPageLayout::Point));
    writer.setCreator(QStringLiteral("Cellwise"));
    writer.setTitle(Card::tr("Cellwise at the keyboard"));
    QPainter painter(&writer);
    Sheet sheet(writer, &painter, &text);
    paint(sheet, actions);
  }
  QByteArray bytes = buffer.data();
  text.correct(bytes);
  return reporting::saveFile(file, bytes);
}

}  // namespace cellwise::ui
