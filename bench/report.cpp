// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <sys/utsname.h>
#include <thread>

namespace Procession::Bench {

namespace {

/// Three digits that say something, and words for large numbers.
std::string print(double value)
{
    char text[64];
    if (std::abs(value) >= 10e6)
        std::snprintf(text, sizeof(text), "%.1f M", value / 1e6);
    else if (std::abs(value) >= 10e3)
        std::snprintf(text, sizeof(text), "%.1f k", value / 1e3);
    else
        std::snprintf(text, sizeof(text), "%.*f", std::abs(value) >= 100 ? 0 : 2, value);
    return text;
}

std::string quoted(const std::string &text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return result + '"';
}

std::string number(double value)
{
    char text[64];
    std::snprintf(text, sizeof(text), "%.6g", value);
    return text;
}

std::string processor()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("model name"))
            return line.substr(line.find(": ") + 2);
    }
    return "unknown";
}

/// Joins what is printed of each element.
template <typename List, typename Print>
std::string array(const List &list, Print printed)
{
    std::string result = "[";
    for (const auto &element : list)
        result += (result.size() > 1 ? ",\n  " : "\n  ") + printed(element);
    return result + "\n]";
}

} // namespace

double Samples::median() const
{
    if (m_values.empty())
        return 0;
    std::vector<double> sorted = m_values;
    std::sort(sorted.begin(), sorted.end());
    const size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double Samples::least() const
{
    return m_values.empty() ? 0 : *std::min_element(m_values.begin(), m_values.end());
}

double Samples::most() const
{
    return m_values.empty() ? 0 : *std::max_element(m_values.begin(), m_values.end());
}

bool Report::Goal::holds() const
{
    return bound == Bound::AtMost ? value <= limit : value >= limit;
}

std::string Report::Goal::limitText() const
{
    if (bound == Bound::None)
        return "";
    return (bound == Bound::AtLeast ? "≥ " : "≤ ") + print(limit);
}

double ratio(const Samples &a, const Samples &b)
{
    return b.median() > 0 ? a.median() / b.median() : 0;
}

void Report::begin(const std::string &part)
{
    m_part = part;
}

void Report::figure(const std::string &what, const std::string &unit, const Samples &samples)
{
    if (!samples.isEmpty())
        m_figures.push_back({m_part, what, unit, samples});
}

void Report::goal(const std::string &what, double value, Bound bound, double limit)
{
    if (value > 0 && m_judges)
        m_goals.push_back({m_part, what, value, bound, limit});
}

void Report::skip(const std::string &what)
{
    m_skipped.push_back(m_part + ": " + what);
}

std::string Report::markdown() const
{
    std::ostringstream text;
    if (!m_judges)
        text << "A quick run: it shows that everything works, and its figures mean nothing.\n\n";
    text << "| part | what | median | spread | unit |\n|---|---|---:|---|---|\n";
    for (const Figure &figure : m_figures) {
        text << "| " << figure.part << " | " << figure.what << " | " << print(figure.samples.median()) << " | "
             << print(figure.samples.least()) << " to " << print(figure.samples.most()) << " | " << figure.unit
             << " |\n";
    }
    if (m_judges)
        text << "\n| part | goal | measured | asked for | holds |\n|---|---|---:|---:|---|\n";
    for (const Goal &goal : m_goals) {
        text << "| " << goal.part << " | " << goal.what << " | " << print(goal.value) << " | " << goal.limitText()
             << " | "
             << (goal.bound == Bound::None ? ""
                     : goal.holds()        ? "yes"
                                           : "**no**")
             << " |\n";
    }
    for (const std::string &skipped : m_skipped)
        text << "\nNot measured: " << skipped << '\n';
    text << "\nOn " << std::thread::hardware_concurrency() << " cores of " << processor() << '.';
    for (const auto &[name, version] : m_versions)
        text << ' ' << name << ": " << version << '.';
    text << '\n';
    return text.str();
}

std::string Report::json() const
{
    utsname system{};
    ::uname(&system);
    std::ostringstream text;
    text << "{\"processor\": " << quoted(processor()) << ",\n\"cores\": " << std::thread::hardware_concurrency()
         << ",\n\"kernel\": " << quoted(system.release) << ",\n\"versions\": {";
    for (const auto &[name, version] : m_versions)
        text << (&name == &m_versions.front().first ? "" : ", ") << quoted(name) << ": " << quoted(version);
    text << "},\n\"figures\": " << array(m_figures, [](const Figure &figure) {
        std::string values;
        for (const double value : figure.samples.values())
            values += (values.empty() ? "" : ", ") + number(value);
        return "{\"part\": " + quoted(figure.part) + ", \"what\": " + quoted(figure.what)
            + ", \"unit\": " + quoted(figure.unit) + ", \"median\": " + number(figure.samples.median())
            + ", \"samples\": [" + values + "]}";
    });
    text << ",\n\"goals\": " << array(m_goals, [](const Goal &goal) {
        return "{\"part\": " + quoted(goal.part) + ", \"what\": " + quoted(goal.what)
            + ", \"measured\": " + number(goal.value) + ", \"asked\": " + quoted(goal.limitText())
            + ", \"holds\": " + (goal.holds() ? "true" : "false") + "}";
    });
    text << ",\n\"not_measured\": " << array(m_skipped, quoted) << "\n}\n";
    return text.str();
}

} // namespace Procession::Bench
