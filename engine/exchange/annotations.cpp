#include "exchange/annotations.h"

#include <QColor>
#include <QHash>
#include <QUuid>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "model/file_io.h"

namespace cellwise::exchange {
namespace {

using Json = nlohmann::json;
using Ordered = nlohmann::ordered_json;

std::string utf8(const QString& text) {
  return text.toStdString();
}

QByteArray bytesOf(const Ordered& json) {
  return QByteArray::fromStdString(json.dump(1, ' ', false, Json::error_handler_t::replace)) + '\n';
}

const Category* find(const std::vector<Category>& categories, const QString& id) {
  for (const auto& category : categories) {
    if (category.id == id) return &category;
  }
  return nullptr;
}

Ordered provenance(const CellAnnotation& cell) {
  Ordered json{{"basis", name(cell.basis)}, {"decidedBy", utf8(cell.decidedBy)}};
  if (cell.decidedAt.isValid()) json["decidedAt"] = utf8(cell.decidedAt.toUTC().toString(Qt::ISODateWithMs));
  if (cell.confidence > 0) {
    json["confidence"] = cell.confidence;
    json["maxMembership"] = cell.maxMembership;
  }
  return json;
}

// --- reading

struct Refused {
  std::string what;
};
[[noreturn]] void refuse(const std::string& what) {
  throw Refused{what};
}

Result<Json> readJson(const QString& file, const AnnotationLimits& limits) {
  const auto bytes = model::readFile(std::filesystem::path(file.toStdU16String()), limits.bytes);
  if (!bytes) return tl::make_unexpected(bytes.error());
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  // Deep nesting would end the stack: no annotation needs it.
  constexpr int kDepth = 32;
  try {
    return Json::parse(text, [](int depth, Json::parse_event_t, Json&) {
      if (depth > kDepth) refuse("nested too deeply");
      return true;
    });
  } catch (const Refused& refused) {
    return failure(ErrorCode::FormatInvalid, refused.what, utf8(file));
  } catch (const Json::exception& error) {
    return failure(ErrorCode::FormatInvalid, std::string("not JSON: ") + error.what(), utf8(file));
  }
}

const Json& field(const Json& object, const char* key, const std::string& path) {
  if (!object.is_object()) refuse((path.empty() ? "the file" : path) + " is not an object");
  const auto found = object.find(key);
  if (found == object.end()) refuse((path.empty() ? "" : path + ".") + key + " is missing");
  return *found;
}

const Json& listOf(const Json& object, const char* key, std::size_t most) {
  const Json& list = field(object, key, {});
  if (!list.is_array()) refuse(std::string(key) + " is not a list");
  if (list.size() > most)
    refuse(std::string(key) + " has " + std::to_string(list.size()) + " entries, more than " +
           std::to_string(most));
  return list;
}

std::string at(const char* list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

// COCO's ids are numbers; some programs write texts.
std::string identifier(const Json& object, const char* key, const std::string& path) {
  const Json& value = field(object, key, path);
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  if (value.is_string()) return value.get<std::string>();
  refuse(path + "." + key + " is not an id");
}

QString textOf(const Json& object, const char* key, const std::string& path, std::size_t most) {
  const Json& value = field(object, key, path);
  if (!value.is_string()) refuse(path + "." + key + " is not a text");
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > most) refuse(path + "." + key + " is too long");
  return QString::fromStdString(text);
}

int sizeOf(const Json& object, const char* key, const std::string& path, int most) {
  if (!object.contains(key)) return 0;
  const Json& value = object[key];
  const bool whole = value.is_number_integer() || value.is_number_unsigned();
  if (!whole || value.get<double>() < 0 || value.get<double>() > most)
    refuse(path + "." + key + " is not a size up to " + std::to_string(most));
  return value.get<int>();
}

// The smallest box of whole pixels that holds it.
QRect pixels(double left, double top, double right, double bottom, const std::string& path, int most) {
  for (const double v : {left, top, right, bottom}) {
    if (!std::isfinite(v) || v < -1 || v > most) refuse(path + " reaches out of any image");
  }
  if (!(right > left) || !(bottom > top)) refuse(path + " has no area");
  const int x = std::max(0, int(std::floor(left))), y = std::max(0, int(std::floor(top)));
  return QRect(QPoint(x, y), QPoint(int(std::ceil(right)) - 1, int(std::ceil(bottom)) - 1));
}

void checkInside(const ReadImage& image, const QRect& box, const std::string& path) {
  if ((image.width > 0 && box.right() >= image.width) || (image.height > 0 && box.bottom() >= image.height))
    refuse(path + " reaches out of its image");
}

struct Bounds {
  double left = HUGE_VAL, top = HUGE_VAL, right = -HUGE_VAL, bottom = -HUGE_VAL;
};

void extend(Bounds& bounds, const Json& ring, const std::string& path) {
  if (!ring.is_array() || ring.size() < 4) refuse(path + " is not a ring of four points or more");
  if (ring.size() > 100'000) refuse(path + " has too many points");
  for (const Json& point : ring) {
    if (!point.is_array() || point.size() < 2 || !point[0].is_number() || !point[1].is_number())
      refuse(path + " has a point that is not two numbers");
    const double x = point[0].get<double>(), y = point[1].get<double>();
    bounds.left = std::min(bounds.left, x);
    bounds.top = std::min(bounds.top, y);
    bounds.right = std::max(bounds.right, x);
    bounds.bottom = std::max(bounds.bottom, y);
  }
}

Bounds boundsOf(const Json& geometry, const std::string& path) {
  const Json& type = field(geometry, "type", path);
  const Json& coordinates = field(geometry, "coordinates", path);
  Bounds bounds;
  const auto polygon = [&](const Json& rings) {
    if (!rings.is_array() || rings.empty()) refuse(path + ".coordinates is empty");
    extend(bounds, rings[0], path + ".coordinates");  // holes lie within
  };
  if (type == "Polygon") {
    polygon(coordinates);
  } else if (type == "MultiPolygon") {
    if (!coordinates.is_array() || coordinates.empty()) refuse(path + ".coordinates is empty");
    for (const Json& rings : coordinates) polygon(rings);
  } else {
    refuse(path + ".type is neither Polygon nor MultiPolygon");
  }
  return bounds;
}

// QuPath's classification, or what others call a label.
QString labelOf(const Json& feature, const std::string& path) {
  if (!feature.contains("properties") || feature["properties"].is_null()) return {};
  const Json& properties = feature["properties"];
  const std::string where = path + ".properties";
  if (!properties.is_object()) refuse(where + " is not an object");
  if (properties.contains("classification") && !properties["classification"].is_null()) {
    const Json& c = properties["classification"];
    if (c.is_string()) return textOf(properties, "classification", where, 1000);
    if (c.contains("names") && c["names"].is_array()) {  // QuPath 0.5 and later, of a derived class
      QStringList names;
      for (const Json& n : c["names"]) {
        if (!n.is_string()) refuse(where + ".classification.names is not a list of texts");
        names << QString::fromStdString(n.get<std::string>());
      }
      return names.join(QLatin1String(": "));
    }
    return textOf(c, "name", where + ".classification", 1000);
  }
  for (const char* key : {"label", "class"}) {
    if (properties.contains(key) && properties[key].is_string()) return textOf(properties, key, where, 1000);
  }
  return {};
}

template <class Body>
auto reading(const QString& file, const AnnotationLimits& limits, Body body)
    -> Result<std::invoke_result_t<Body, const Json&>> {
  const auto json = readJson(file, limits);
  if (!json) return tl::make_unexpected(json.error());
  try {
    return body(*json);
  } catch (const Refused& refused) {
    return failure(ErrorCode::FormatInvalid, refused.what, utf8(file));
  }
}

}  // namespace

const char* name(Basis basis) {
  switch (basis) {
    case Basis::None: return "none";
    case Basis::Expert: return "expert";
    case Basis::Model: return "model";
    case Basis::Likely: return "likely";
  }
  return "";
}

QByteArray toCoco(const std::vector<AnnotatedImage>& images, const std::vector<Category>& categories,
                  const QDateTime& now) {
  Ordered json;
  json["info"] = {{"description", "Cells exported by Cellwise. For research use."},
                  {"version", "1"},
                  {"date_created", utf8(now.toUTC().toString(Qt::ISODate))}};
  json["licenses"] = Ordered::array();
  QHash<QString, int> numbers;
  Ordered list = Ordered::array();
  for (const auto& category : categories) {
    const int number = int(numbers.size()) + 1;
    numbers.insert(category.id, number);
    list.push_back({{"id", number},
                    {"name", utf8(category.id)},
                    {"supercategory", utf8(category.lineage)},
                    {"fullName", utf8(category.name)}});
  }
  json["categories"] = std::move(list);
  Ordered pictures = Ordered::array(), annotations = Ordered::array();
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto& image = images[i];
    pictures.push_back({{"id", i + 1},
                        {"file_name", utf8(image.file)},
                        {"width", image.width},
                        {"height", image.height},
                        {"sha256", utf8(image.sha256)},
                        {"slide", image.slide},
                        {"group", image.group}});
    for (const auto& cell : image.cells) {
      const auto number = numbers.constFind(cell.classId);
      if (cell.basis == Basis::None || number == numbers.cend()) continue;
      const QRect& b = cell.box;
      annotations.push_back({{"id", annotations.size() + 1},
                             {"image_id", i + 1},
                             {"category_id", *number},
                             {"bbox", {b.x(), b.y(), b.width(), b.height()}},
                             {"area", std::int64_t(b.width()) * b.height()},
                             {"segmentation", Ordered::array()},
                             {"iscrowd", 0},
                             {"cell", cell.cell},
                             {"attributes", provenance(cell)}});
    }
  }
  json["images"] = std::move(pictures);
  json["annotations"] = std::move(annotations);
  return bytesOf(json);
}

QByteArray toGeoJson(const AnnotatedImage& image, const std::vector<Category>& categories) {
  // QuPath tells objects by a UUID; the same cell keeps its own.
  static const QUuid kCells(QStringLiteral("{b0b0c0de-7a1e-4c0f-8d63-0d1f5a1c9e42}"));
  Ordered features = Ordered::array();
  for (const auto& cell : image.cells) {
    const double left = cell.box.x(), top = cell.box.y();
    const double right = left + cell.box.width(), bottom = top + cell.box.height();
    Ordered properties{{"objectType", "annotation"}, {"isLocked", false}};
    if (cell.basis != Basis::None) {
      const Category* category = find(categories, cell.classId);
      Ordered classification{{"name", utf8(category ? category->name : cell.classId)}};
      const QColor colour(category ? category->colour : QString());
      classification["color"] = {colour.isValid() ? colour.red() : 128,
                                 colour.isValid() ? colour.green() : 128,
                                 colour.isValid() ? colour.blue() : 128};
      properties["classification"] = std::move(classification);
    }
    // QuPath's metadata are texts, its measurements numbers.
    Ordered metadata{{"class", utf8(cell.classId)},
                     {"basis", name(cell.basis)},
                     {"decidedBy", utf8(cell.decidedBy)},
                     {"cell", std::to_string(cell.cell)}};
    if (cell.decidedAt.isValid())
      metadata["decidedAt"] = utf8(cell.decidedAt.toUTC().toString(Qt::ISODateWithMs));
    properties["metadata"] = std::move(metadata);
    if (cell.confidence > 0)
      properties["measurements"] = {{"c", cell.confidence}, {"max D", cell.maxMembership}};
    const QString id = QUuid::createUuidV5(kCells, QStringLiteral("%1/%2").arg(image.sha256).arg(cell.cell))
                           .toString(QUuid::WithoutBraces);
    features.push_back(
        {{"type", "Feature"},
         {"id", utf8(id)},
         {"geometry",
          {{"type", "Polygon"},
           {"coordinates",
            Ordered::array({Ordered::array(
                {{left, top}, {right, top}, {right, bottom}, {left, bottom}, {left, top}})})}}},
         {"properties", std::move(properties)}});
  }
  return bytesOf({{"type", "FeatureCollection"}, {"features", std::move(features)}});
}

Result<std::vector<ReadImage>> readCoco(const QString& file, const AnnotationLimits& limits) {
  return reading(file, limits, [&](const Json& json) {
    std::vector<ReadImage> images;
    QHash<QString, std::size_t> imageOf;
    const Json& pictures = listOf(json, "images", limits.images);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      const std::string path = at("images", i);
      ReadImage image;
      const QString id = QString::fromStdString(identifier(pictures[i], "id", path));
      if (imageOf.contains(id)) refuse(path + ".id occurs twice");
      image.file = textOf(pictures[i], "file_name", path, 4000);
      if (image.file.isEmpty()) refuse(path + ".file_name is empty");
      image.width = sizeOf(pictures[i], "width", path, limits.side);
      image.height = sizeOf(pictures[i], "height", path, limits.side);
      imageOf.insert(id, images.size());
      images.push_back(std::move(image));
    }
    QHash<QString, QString> labelOfCategory;
    const Json& categories = listOf(json, "categories", 100'000);
    for (std::size_t i = 0; i < categories.size(); ++i) {
      const std::string path = at("categories", i);
      const QString id = QString::fromStdString(identifier(categories[i], "id", path));
      if (labelOfCategory.contains(id)) refuse(path + ".id occurs twice");
      labelOfCategory.insert(id, textOf(categories[i], "name", path, 1000));
    }
    const Json& annotations = listOf(json, "annotations", limits.boxes);
    for (std::size_t i = 0; i < annotations.size(); ++i) {
      const std::string path = at("annotations", i);
      const Json& annotation = annotations[i];
      const auto image = imageOf.constFind(QString::fromStdString(identifier(annotation, "image_id", path)));
      if (image == imageOf.cend()) refuse(path + ".image_id names no image");
      ReadBox box;
      // A box without a category is a cell without a label.
      if (annotation.contains("category_id") && !annotation["category_id"].is_null()) {
        const auto label =
            labelOfCategory.constFind(QString::fromStdString(identifier(annotation, "category_id", path)));
        if (label == labelOfCategory.cend()) refuse(path + ".category_id names no category");
        box.label = *label;
      }
      const Json& bbox = field(annotation, "bbox", path);
      if (!bbox.is_array() || bbox.size() != 4 ||
          !std::all_of(bbox.begin(), bbox.end(), [](const Json& v) { return v.is_number(); }))
        refuse(path + ".bbox is not four numbers");
      const double x = bbox[0].get<double>(), y = bbox[1].get<double>();
      box.box =
          pixels(x, y, x + bbox[2].get<double>(), y + bbox[3].get<double>(), path + ".bbox", limits.side);
      checkInside(images[*image], box.box, path + ".bbox");
      images[*image].boxes.push_back(std::move(box));
    }
    return images;
  });
}

Result<ReadImage> readGeoJson(const QString& file, const AnnotationLimits& limits) {
  return reading(file, limits, [&](const Json& json) {
    ReadImage image;
    // QuPath writes a collection, or the bare list of its features.
    Json alone;
    const Json* features = &json;
    if (json.is_object()) {
      const Json& type = field(json, "type", {});
      if (type == "FeatureCollection") {
        features = &listOf(json, "features", limits.boxes);
      } else if (type == "Feature") {
        alone = Json::array({json});
        features = &alone;
      } else {
        refuse("type is neither FeatureCollection nor Feature");
      }
    } else if (!json.is_array()) {
      refuse("the file is not GeoJSON");
    }
    if (features->size() > limits.boxes) refuse("there are too many features");
    for (std::size_t i = 0; i < features->size(); ++i) {
      const std::string path = at("features", i);
      const Json& feature = (*features)[i];
      if (field(feature, "type", path) != "Feature") refuse(path + ".type is not Feature");
      const Bounds b = boundsOf(field(feature, "geometry", path), path + ".geometry");
      image.boxes.push_back({pixels(b.left, b.top, b.right, b.bottom, path + ".geometry", limits.side),
                             labelOf(feature, path)});
    }
    return image;
  });
}

}  // namespace cellwise::exchange
