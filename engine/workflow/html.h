// The parts that every HTML report of the program is made of: escaped text, the page's head, and plots
// drawn as SVG. A page loads nothing and runs no script.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cellwise::workflow {

// & < > " ' as entities; control characters, which XML has no place for, as U+FFFD.
std::string escapeHtml(std::string_view text);

// As printf; at most 1,023 bytes.
[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...);

// Doctype to <body>. title is plain text.
std::string htmlHead(std::string_view title);

// Okabe and Ito's palette, which colour-blind readers tell apart.
inline constexpr char kBlue[] = "#0072B2", kVermilion[] = "#D55E00", kGreen[] = "#009E73",
                      kOrange[] = "#E69F00", kSky[] = "#56B4E9", kPurple[] = "#CC79A7", kGrey[] = "#777";

// One plot with axes and ticks, in data coordinates. Titles, labels and words are plain text.
class Plot {
 public:
  Plot(std::string_view title, std::string_view xLabel, std::string_view yLabel, double x0, double x1,
       double y0, double y1);

  void line(double xa, double ya, double xb, double yb, const char* colour, const char* dash);
  // Points outside the frame are drawn on its edge.
  void curve(const std::vector<std::pair<double, double>>& points, const char* colour, const char* dash = "");
  void mark(double x, double y, const char* colour, std::string_view words);
  void bar(double x, double low, double high, const char* colour);
  // A figure; caption is HTML.
  std::string figure(const std::string& caption) const;

 private:
  double px(double x) const;
  double py(double y) const;

  double x0_, x1_, y0_, y1_;
  std::string svg_;
};

}  // namespace cellwise::workflow
