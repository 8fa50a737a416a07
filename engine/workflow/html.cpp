#include "workflow/html.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>

namespace cellwise::workflow {
namespace {

constexpr int kWidth = 460, kHeight = 330, kLeft = 58, kTop = 10, kInnerWidth = 390, kInnerHeight = 270;

constexpr char kStyle[] = R"(
body{font:14px/1.45 system-ui,sans-serif;color:#222;background:#fff;max-width:1100px;margin:24px auto;padding:0 16px}
h1{font-size:20px}h2{font-size:16px;margin-top:28px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:8px 0}
th,td{border:1px solid #ccc;padding:3px 8px;text-align:right;vertical-align:bottom}
th{font-weight:600;background:#f3f3f3}th[scope=row]{text-align:left;font-weight:500}
caption{text-align:left;color:#555;padding-bottom:4px}small{color:#555}
.confusion th[scope=col] span{writing-mode:vertical-rl;transform:rotate(180deg)}
.confusion .same{font-weight:700}
figure{display:inline-block;width:min(460px,100%);margin:8px 16px 8px 0;vertical-align:top}
svg text{font-size:11px;fill:#333}figcaption{color:#555;font-size:12px}
.note{border-left:3px solid #999;padding-left:10px;color:#444}
@media print{body{margin:0}figure,table{break-inside:avoid}}
)";

}  // namespace

std::string escapeHtml(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default:
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f) {
          result += "\xEF\xBF\xBD";
        } else {
          result += c;
        }
    }
  }
  return result;
}

std::string format(const char* pattern, ...) {
  std::array<char, 1024> text;
  std::va_list arguments;
  va_start(arguments, pattern);
  std::vsnprintf(text.data(), text.size(), pattern, arguments);
  va_end(arguments);
  return text.data();
}

std::string htmlHead(std::string_view title) {
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'\">\n<title>" +
         escapeHtml(title) + "</title>\n<style>" + kStyle + "</style></head>\n<body>\n";
}

Plot::Plot(std::string_view title, std::string_view xLabel, std::string_view yLabel, double x0, double x1,
           double y0, double y1)
    : x0_(x0), x1_(x1), y0_(y0), y1_(y1) {
  svg_ = format("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", kWidth, kHeight) +
         escapeHtml(title) + "\">\n<title>" + escapeHtml(title) + "</title>\n" +
         format("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fff\" stroke=\"#999\"/>\n", kLeft,
                kTop, kInnerWidth, kInnerHeight);
  for (int i = 0; i <= 5; ++i) {
    const double x = x0 + (x1 - x0) * i / 5, y = y0 + (y1 - y0) * i / 5;
    svg_ += format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.4g</text>", px(x),
                   kTop + kInnerHeight + 18, std::abs(x) < 1e-12 ? 0.0 : x);
    svg_ += format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.4g</text>", kLeft - 6, py(y) + 4,
                   std::abs(y) < 1e-12 ? 0.0 : y);
    line(x0, y, x1, y, "#e4e4e4", "");
  }
  svg_ += format("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">", kLeft + kInnerWidth / 2, kHeight - 6) +
          escapeHtml(xLabel) + "</text>";
  svg_ += format("<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">",
                 kTop + kInnerHeight / 2) +
          escapeHtml(yLabel) + "</text>\n";
}

void Plot::line(double xa, double ya, double xb, double yb, const char* colour, const char* dash) {
  svg_ += format(
      "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-dasharray=\"%s\"/>\n",
      px(xa), py(ya), px(xb), py(yb), colour, dash);
}

void Plot::curve(const std::vector<std::pair<double, double>>& points, const char* colour, const char* dash) {
  if (points.empty()) return;
  svg_ +=
      format("<polyline fill=\"none\" stroke-width=\"1.8\" stroke=\"%s\" stroke-dasharray=\"%s\" points=\"",
             colour, dash);
  for (const auto& [x, y] : points) svg_ += format("%.1f,%.1f ", px(x), py(y));
  svg_ += "\"/>\n";
}

void Plot::mark(double x, double y, const char* colour, std::string_view words) {
  svg_ += format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\" fill=\"%s\"><title>", px(x), py(y), colour) +
          escapeHtml(words) + "</title></circle>\n";
}

void Plot::bar(double x, double low, double high, const char* colour) {
  svg_ += format("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"2\"/>\n",
                 px(x), py(low), px(x), py(high), colour);
}

std::string Plot::figure(const std::string& caption) const {
  return "<figure>" + svg_ + "</svg><figcaption>" + caption + "</figcaption></figure>\n";
}

double Plot::px(double x) const {
  return kLeft + kInnerWidth * std::clamp((x - x0_) / (x1_ - x0_), 0.0, 1.0);
}

double Plot::py(double y) const {
  return kTop + kInnerHeight * (1 - std::clamp((y - y0_) / (y1_ - y0_), 0.0, 1.0));
}

}  // namespace cellwise::workflow
