// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <chrono>

namespace Procession {

/// How letters in images are recognised (OCR): whether, in which languages, and for how long. Plain data.
struct RecognitionOptions
{
    bool isWanted = true;
    QStringList languages{QStringLiteral("rus"), QStringLiteral("eng"),
                          QStringLiteral("deu")}; ///< as tesseract names them; those that aren't installed are left out
    int pages = 200;                              ///< of a document; further ones count as without text
    std::chrono::milliseconds time = std::chrono::seconds(30); ///< of processor time, for each page, besides the others

    friend bool operator==(const RecognitionOptions &a, const RecognitionOptions &b) = default;
};

/// The folder of tesseract's language data; empty where there is none.
QString recognitionDataFolder();
/// Those of the languages whose data is installed, in their order.
QStringList installedRecognitionLanguages(const QStringList &wanted);
/// Whether the name is one that tesseract may give a language, such as `rus` or `chi_sim`.
bool isRecognitionLanguage(QStringView name);

} // namespace Procession
