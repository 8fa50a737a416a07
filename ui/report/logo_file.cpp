#include "report/logo_file.h"

#include <QPainter>
#include <QSvgRenderer>

#include <filesystem>
#include <string>

#include "imaging/image_file.h"
#include "workflow/report_content.h"

namespace cellwise::ui {
namespace {

constexpr std::uint64_t kMostBytes = 8u << 20;

bool looksLikeSvg(const QByteArray& bytes) {
  const QByteArray begin = bytes.left(4096).trimmed();
  return begin.startsWith('<') && bytes.contains("<svg");
}

Result<QImage> drawnSvg(const QByteArray& bytes) {
  // Qt loads what an <image> names and expands entities: nothing that a logo needs.
  const QByteArray lower = bytes.toLower();
  for (const char* refused : {"<!entity", "<image", "<script", "<foreignobject", "<?xml-stylesheet"})
    if (lower.contains(refused))
      return failure(ErrorCode::NotAnImage, std::string("an SVG logo with ") + refused + "> is not taken");
  QSvgRenderer renderer(bytes);
  QSizeF size = renderer.defaultSize();
  if (!renderer.isValid() || size.isEmpty())
    return failure(ErrorCode::ImageDamaged, "the SVG has no picture");
  size.scale(workflow::kLogoWidth, workflow::kLogoHeight, Qt::KeepAspectRatio);
  QImage image(size.toSize().expandedTo({1, 1}), QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  renderer.render(&painter, QRectF(QPointF(), QSizeF(image.size())));
  return image;
}

}  // namespace

Result<QImage> logoFrom(const QString& file) {
  imaging::ImageLimits limits;
  limits.maxBytes = kMostBytes;
  const auto read = imaging::readBytes(std::filesystem::path(file.toStdU16String()), limits);
  if (!read) return tl::make_unexpected(read.error());
  const QByteArray bytes(reinterpret_cast<const char*>(read->data()), static_cast<qsizetype>(read->size()));
  auto image = looksLikeSvg(bytes) ? drawnSvg(bytes) : workflow::logoImage(bytes);
  if (!image) image.error().file = file.toStdString();
  return image;
}

}  // namespace cellwise::ui
