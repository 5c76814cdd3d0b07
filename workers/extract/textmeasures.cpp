// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "textmeasures.h"

#include <cld2/public/compact_lang_det.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

bool isWordOfItsOwn(char32_t character)
{
    switch (QChar::script(character)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
        return true;
    default:
        return false;
    }
}

} // namespace

qint64 countWords(QStringView text)
{
    qint64 words = 0;
    bool within = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t character = text[i].unicode();
        if (QChar::isHighSurrogate(character) && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            character = QChar::surrogateToUcs4(text[i], text[i + 1]);
            ++i;
        }
        if (character < 0x80) { // most of most texts
            const bool isLetter = (character >= U'0' && character <= U'9')
                || ((character | 0x20U) >= U'a' && (character | 0x20U) <= U'z');
            const bool joins = within && (character == U'\'' || character == U'-' || character == U'_');
            words += isLetter && !within ? 1 : 0;
            within = isLetter || joins;
        } else if (isWordOfItsOwn(character)) {
            words += QChar::isLetterOrNumber(character) ? 1 : 0;
            within = false;
        } else if (QChar::isLetterOrNumber(character)) {
            words += within ? 0 : 1;
            within = true;
        } else {
            const bool joins = QChar::isMark(character) || character == U'\u2019' || character == U'\u00ad';
            within = within && joins;
        }
    }
    return words;
}

QString detectLanguage(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    bool isReliable = false;
    const CLD2::Language language =
        CLD2::DetectLanguage(bytes.constData(), static_cast<int>(bytes.size()), true, &isReliable);
    if (!isReliable || language == CLD2::UNKNOWN_LANGUAGE)
        return {};
    // Such as zh-Hant: its first part is what ISO 639-1 knows.
    const QString code = QString::fromLatin1(CLD2::LanguageCode(language)).section(u'-', 0, 0);
    if (code == "iw"_L1) // as Hebrew was called until 1989
        return u"he"_s;
    return code.size() == 2 ? code : QString();
}

} // namespace Procession
