// Under the slider: what can be promised of the cells that this threshold accepts, and what it still takes.
// Rests on the model's calibration cells and on the blind audit's answers of the open slide.
#pragma once

#include <QWidget>

#include "decision/certificate.h"
#include "decision/drift.h"

class QComboBox;
class QLabel;
class QTimer;
class QToolButton;

namespace cellwise::ui {

class SlideSession;
class Workspace;

// "Certified: at most 0.87 % wrong at δ = 0.05 (n = 812, 2 wrong); 3 more errors would still be allowed."
// Translated.
QString inWords(const decision::Certificate& certificate);
// Whether the slide is like the calibration's: where it is not, the certificate is suspended.
QString inWords(const decision::DriftCheck& check);

class CertificateMeter : public QWidget {
  Q_OBJECT
 public:
  explicit CertificateMeter(Workspace& workspace, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void follow();
  void retranslate();
  void compute();
  void showCertificate();
  void openBudgets();

  Workspace& workspace_;
  decision::Certificate certificate_;
  decision::DriftCheck drift_;
  bool known_ = false;
  QLabel* title_ = nullptr;
  QComboBox* target_ = nullptr;
  QWidget* bar_ = nullptr;
  QLabel* words_ = nullptr;
  QToolButton* budgets_ = nullptr;
  QTimer* later_ = nullptr;
};

}  // namespace cellwise::ui
