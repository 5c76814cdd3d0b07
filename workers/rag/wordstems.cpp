// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wordstems.h"

#include "wordfolding.h"

#include <libstemmer.h>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Script = TextWord::Script;

struct Language
{
    QLatin1StringView code;
    Script script;
};

/// Those that libstemmer knows the rules of, by ISO 639-1.
constexpr Language languages[] = {
    {"ar"_L1, Script::Arabic},     {"hy"_L1, Script::Armenian}, {"ca"_L1, Script::Latin},
    {"da"_L1, Script::Latin},      {"nl"_L1, Script::Latin},    {"en"_L1, Script::Latin},
    {"fi"_L1, Script::Latin},      {"fr"_L1, Script::Latin},    {"de"_L1, Script::Latin},
    {"el"_L1, Script::Greek},      {"hu"_L1, Script::Latin},    {"id"_L1, Script::Latin},
    {"ga"_L1, Script::Latin},      {"it"_L1, Script::Latin},    {"lt"_L1, Script::Latin},
    {"no"_L1, Script::Latin},      {"pt"_L1, Script::Latin},    {"ro"_L1, Script::Latin},
    {"es"_L1, Script::Latin},      {"sv"_L1, Script::Latin},    {"tr"_L1, Script::Latin},
    {"eu"_L1, Script::Latin},      {"ru"_L1, Script::Cyrillic}, {"hi"_L1, Script::Devanagari},
    {"ne"_L1, Script::Devanagari}, {"ta"_L1, Script::Tamil},
};

/// Languages that share the script of one of those, and not its rules. Of others in Latin letters there are too many
/// to name, and English rules cut little.
constexpr QLatin1StringView withoutRules[] = {"uk"_L1, "be"_L1, "bg"_L1, "mk"_L1, "sr"_L1, "kk"_L1,  "ky"_L1, "tg"_L1,
                                              "mn"_L1, "tt"_L1, "fa"_L1, "ur"_L1, "ps"_L1, "ckb"_L1, "mr"_L1};

} // namespace

WordStems::~WordStems()
{
    for (const auto &[language, stemmer] : m_stemmers) {
        if (stemmer)
            sb_stemmer_delete(stemmer);
    }
}

QString WordStems::languageOf(Script script, const QString &language)
{
    const QString code = language == "nb"_L1 || language == "nn"_L1 ? u"no"_s : language;
    for (const Language &known : languages) {
        if (known.code == code && known.script == script)
            return known.code;
    }
    if (std::find(std::begin(withoutRules), std::end(withoutRules), code) != std::end(withoutRules)
        && script != Script::Latin)
        return {};
    switch (script) {
    case Script::Latin:
        return u"en"_s;
    case Script::Cyrillic:
        return u"ru"_s;
    case Script::Greek:
        return u"el"_s;
    case Script::Arabic:
        return u"ar"_s;
    case Script::Armenian:
        return u"hy"_s;
    case Script::Devanagari:
        return u"hi"_s;
    case Script::Tamil:
        return u"ta"_s;
    default:
        return {};
    }
}

std::string WordStems::stem(const TextWord &word, const QString &language)
{
    sb_stemmer *const rules = language.isEmpty() ? nullptr : stemmer(language);
    QString text = word.text;
    if (rules) {
        const QByteArray utf8 = text.toUtf8();
        const auto *bytes = reinterpret_cast<const sb_symbol *>(utf8.constData());
        if (const sb_symbol *stemmed = sb_stemmer_stem(rules, bytes, static_cast<int>(utf8.size()))) {
            const auto *begin = reinterpret_cast<const char *>(stemmed);
            std::string result(begin, static_cast<size_t>(sb_stemmer_length(rules)));
            if (word.script != Script::Latin && word.script != Script::Greek)
                return result;
            text = QString::fromStdString(result);
        }
    }
    return (word.script == Script::Latin || word.script == Script::Greek ? withoutMarks(text) : text).toStdString();
}

sb_stemmer *WordStems::stemmer(const QString &language)
{
    const auto [at, isNew] = m_stemmers.try_emplace(language.toStdString(), nullptr);
    if (isNew)
        at->second = sb_stemmer_new(at->first.c_str(), "UTF_8");
    return at->second;
}

} // namespace Procession
