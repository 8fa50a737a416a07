#include "bridge/laboratory_classes.h"

namespace cellwise::ui {

LaboratoryClasses::LaboratoryClasses(CasebookDoor door, std::function<QString()> operatorName,
                                     QObject* parent)
    : QObject(parent), door_(std::move(door)), operatorName_(std::move(operatorName)) {}

void LaboratoryClasses::refresh() {
  write([](casebook::Casebook&) -> Result<void> { return {}; });
}

void LaboratoryClasses::add(const casebook::LaboratoryClass& made) {
  write([made, name = operatorName_()](casebook::Casebook& book) -> Result<void> {
    return casebook::ClassBook(book).add(made, name).map([](const QString&) {});
  });
}

void LaboratoryClasses::revise(const casebook::LaboratoryClass& revised) {
  write([revised, name = operatorName_()](casebook::Casebook& book) {
    return casebook::ClassBook(book).revise(revised, name);
  });
}

void LaboratoryClasses::write(std::function<Result<void>(casebook::Casebook&)> change) {
  door_(this, [this, change = std::move(change)](casebook::Casebook& book) -> std::function<void()> {
    const auto written = change(book);
    if (!written) return [this, error = written.error()] { Q_EMIT failed(error); };
    auto classes = casebook::ClassBook::classes(book);
    if (!classes) return [this, error = classes.error()] { Q_EMIT failed(error); };
    return [this, classes = std::move(*classes)] {
      all_ = classes;
      Q_EMIT changed();
    };
  });
}

}  // namespace cellwise::ui
