// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

// What an error's text says first. Errors are often whole stack traces, whose first line says the least. Any thread;
// cost: one walk through the text, none where it is a single line.

/// The telling parts of an error.
struct ErrorSummary
{
    /// What went wrong, on one line: the exception that ended a Python program, the innermost `Caused by:` of Java,
    /// the panic of Go or Rust, the `what()` of C++. The first line with text where the error is no trace that is
    /// known. Empty where the error is.
    QString cause;
    /// Where the trace says that it happened, on one line; empty where it doesn't say so.
    QString place;

    friend bool operator==(const ErrorSummary &a, const ErrorSummary &b) = default;
};

ErrorSummary summaryOf(const QString &error);
/// ErrorSummary::cause alone.
QString causeLine(const QString &error);

} // namespace Procession
