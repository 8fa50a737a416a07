// What the benchmarks measure, as a table and as JSON. Times are of a steady clock, in milliseconds.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cellwise::benchmarks {

// Values of repeated runs.
class Sample {
 public:
  void add(double value) { values_.insert(std::upper_bound(values_.begin(), values_.end(), value), value); }
  int size() const { return static_cast<int>(values_.size()); }
  double least() const { return values_.empty() ? NAN : values_.front(); }
  double greatest() const { return values_.empty() ? NAN : values_.back(); }
  double median() const { return quantile(0.5); }
  // The value that at least a share q of all does not exceed.
  double quantile(double q) const {
    if (values_.empty()) return NAN;
    const auto rank = static_cast<std::ptrdiff_t>(std::ceil(q * static_cast<double>(values_.size()))) - 1;
    return values_[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(rank, 0, std::ssize(values_) - 1))];
  }

 private:
  std::vector<double> values_;  // rising
};

class Stopwatch {
 public:
  double milliseconds() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

template <class Work>
Sample timed(int repeats, Work work) {
  Sample sample;
  for (int i = 0; i < repeats; ++i) {
    const Stopwatch watch;
    work();
    sample.add(watch.milliseconds());
  }
  return sample;
}

struct Figure {
  std::string group, name, unit;
  double value = 0;
  std::optional<double> limit;   // what is asked for
  bool atLeast = false;          // the value should be no less than the limit, instead of no more
  double low = NAN, high = NAN;  // of the repeated runs
  int repeats = 1;
  std::string note;

  bool met() const { return !limit || (atLeast ? value >= *limit : value <= *limit); }
};

class Figures {
 public:
  // Prints it at once: a long run shows where it is.
  void add(Figure figure) {
    const std::string range =
        figure.repeats > 1 && std::isfinite(figure.low)
            ? number(figure.low) + " .. " + number(figure.high) + ", n " + std::to_string(figure.repeats)
            : std::string();
    const std::string asked = figure.limit ? (figure.atLeast ? ">= " : "<= ") + number(*figure.limit) +
                                                 (figure.met() ? "" : "  MISSED")
                                           : std::string();
    std::printf("%-10s %-52s %10s %-8s %-20s %s%s%s\n", figure.group.c_str(), figure.name.c_str(),
                number(figure.value).c_str(), figure.unit.c_str(), asked.c_str(), range.c_str(),
                range.empty() || figure.note.empty() ? "" : "; ", figure.note.c_str());
    std::fflush(stdout);
    figures_.push_back(std::move(figure));
  }
  // The median of a sample, with its range.
  void add(const std::string& group, const std::string& name, const Sample& sample,
           std::optional<double> limit = {}, const std::string& note = {}, const std::string& unit = "ms") {
    add({group, name, unit, sample.median(), limit, false, sample.least(), sample.greatest(), sample.size(),
         note});
  }
  // False where the file cannot be written.
  bool writeJson(const std::string& file) const {
    nlohmann::json list = nlohmann::json::array();
    for (const Figure& f : figures_) {
      nlohmann::json each{
          {"group", f.group}, {"name", f.name}, {"unit", f.unit}, {"value", f.value}, {"repeats", f.repeats}};
      if (f.limit) each.update({{"limit", *f.limit}, {"atLeast", f.atLeast}, {"met", f.met()}});
      if (std::isfinite(f.low)) each.update({{"low", f.low}, {"high", f.high}});
      if (!f.note.empty()) each["note"] = f.note;
      list.push_back(std::move(each));
    }
    std::ofstream out(file);
    out << nlohmann::json{{"figures", list}}.dump(1) << '\n';
    return out.good();
  }

 private:
  static std::string number(double value) {
    char text[32];
    const double size = std::abs(value);
    std::snprintf(text, sizeof text,
                  size >= 1000  ? "%.0f"
                  : size >= 100 ? "%.1f"
                  : size >= 1   ? "%.2f"
                                : "%.3g",
                  value);
    return text;
  }

  std::vector<Figure> figures_;
};

}  // namespace cellwise::benchmarks
