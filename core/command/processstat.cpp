// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processstat.h"

#include "descriptor.h"

#include <cstring>
#include <fcntl.h>

namespace Procession {

namespace {

void skipSpaces(const char *&text)
{
    while (*text == ' ')
        ++text;
}

/// The number at `text`, which moves past its field. A negative one counts as 0.
unsigned long long takeNumber(const char *&text)
{
    unsigned long long number = 0;
    for (; *text >= '0' && *text <= '9'; ++text)
        number = number * 10 + static_cast<unsigned long long>(*text - '0');
    while (*text != '\0' && *text != ' ')
        ++text;
    skipSpaces(text);
    return number;
}

} // namespace

bool readProcessStat(int folder, const char *path, ProcessStat &stat)
{
    const Descriptor file(::openat(folder, path, O_RDONLY | O_CLOEXEC));
    return file.number() >= 0 && readProcessStat(file.number(), stat);
}

bool readProcessStat(int file, ProcessStat &stat)
{
    std::array<char, 1024> text{};
    const ssize_t size = ::pread(file, text.data(), text.size() - 1, 0);
    if (size <= 0)
        return false;
    const char *at = text.data();
    stat.pid = static_cast<pid_t>(takeNumber(at));
    // The second field is the name in parentheses, and may hold anything.
    const void *nameEnd = ::memrchr(text.data(), ')', static_cast<size_t>(size));
    if (!nameEnd)
        return false;
    at = static_cast<const char *>(nameEnd) + 1;
    skipSpaces(at);
    stat.state = *at;
    takeNumber(at);
    constexpr size_t firstField = 4; // as proc(5) counts them
    constexpr size_t lastField = 24;
    std::array<unsigned long long, lastField + 1> fields{};
    for (size_t field = firstField; field <= lastField; ++field)
        fields[field] = takeNumber(at);
    stat.parent = static_cast<pid_t>(fields[4]);
    stat.userTime = fields[14];
    stat.systemTime = fields[15];
    stat.childUserTime = fields[16];
    stat.childSystemTime = fields[17];
    stat.threads = fields[20];
    stat.startTime = fields[22];
    stat.residentPages = fields[24];
    return true;
}

PidText pidText(pid_t pid)
{
    PidText digits{};
    size_t count = 0;
    for (pid_t rest = pid; rest > 0; rest /= 10)
        digits[count++] = static_cast<char>('0' + rest % 10);
    PidText text{};
    for (size_t i = 0; i < count; ++i)
        text[i] = digits[count - 1 - i];
    return text;
}

} // namespace Procession
