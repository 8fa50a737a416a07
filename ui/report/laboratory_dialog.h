// What the laboratory states on every report: name, address, logo, the rule for white cells, templates.
#pragma once

#include <QDialog>
#include <QImage>

#include <memory>

#include "casebook/report_records.h"

namespace cellwise::ui {

class LaboratoryDialog : public QDialog {
  Q_OBJECT
 public:
  // logo: the one in use, null without one.
  LaboratoryDialog(const casebook::Laboratory& laboratory, const QImage& logo, QWidget* parent = nullptr);
  // Waits for a logo that is being read.
  ~LaboratoryDialog() override;

  casebook::Laboratory laboratory() const;
  QByteArray logoPng() const;  // of a new logo; empty: as it was, or none
  // Reads it on another thread; it shows, or why it cannot be used.
  void setLogoFile(const QString& file);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cellwise::ui
