// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "recognition.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

QString recognitionDataFolder()
{
    // Debian 12 and 13 have the folder of version 5; the older name is that of version 4, whose data fits as well.
    for (const QString &folder : {u"/usr/share/tesseract-ocr/5/tessdata"_s, u"/usr/share/tesseract-ocr/4.00/tessdata"_s,
                                  u"/usr/share/tessdata"_s}) {
        if (QFileInfo(folder).isDir())
            return folder;
    }
    return {};
}

QStringList installedRecognitionLanguages(const QStringList &wanted)
{
    QStringList installed;
    const QString folder = recognitionDataFolder();
    for (const QString &language : wanted) {
        if (!folder.isEmpty() && isRecognitionLanguage(language)
            && QFileInfo(folder + u'/' + language + ".traineddata"_L1).isReadable())
            installed.append(language);
    }
    return installed;
}

bool isRecognitionLanguage(QStringView name)
{
    constexpr qsizetype longest = 20;
    return !name.isEmpty() && name.size() <= longest && name.front() != u'_'
        && std::all_of(name.begin(), name.end(),
                       [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_'; });
}

} // namespace Procession
