// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <memory>

namespace Procession {

/// A word of a text as the index knows it: folded, so that the ways to write the same word are one. Plain data.
struct TextWord
{
    /// How it is written, as far as that decides how forms of a word are found.
    enum class Script : quint8 { Latin, Cyrillic, Greek, Arabic, Armenian, Devanagari, Tamil, Unspaced, Number, Other };
    enum class Kind : quint8 {
        Own,      ///< it has a place of its own
        Joined,   ///< of the parts that end at its place: "email" of "e-mail"
        Ancestor, ///< what a number with dots belongs to: "3.2" of "3.2.1"; only texts have them, not questions
        LastSign, ///< the last sign of a run in a script without spaces; only texts have them
    };

    QString text;
    Script script = Script::Other;
    Kind kind = Kind::Own;
    int place = 0; ///< from 0; what isn't Own has the place of the word before

    friend bool operator==(const TextWord &a, const TextWord &b) = default;
};

/// Cuts texts into words, over ICU's word breaks.
///
/// Folded are case, compatibility forms (ligatures, full width), composed and decomposed letters, soft hyphens, ё to е,
/// stress marks of Cyrillic, vowel marks of Arabic and Hebrew. A number keeps its dots, and a comma in it is a dot. A
/// word with hyphens, or dots and underscores within, is cut into parts and has one joined word. Scripts without spaces,
/// and Korean, are cut into pairs of signs that overlap. Any text is taken; what is longer than `longest` is no word.
/// Threads: one at a time. Owner: its maker; making one takes some microseconds.
class TextWords
{
public:
    static constexpr qsizetype longest = 64;

    TextWords();
    ~TextWords();
    Q_DISABLE_COPY_MOVE(TextWords)

    using Take = std::function<void(const TextWord &)>;
    void each(QStringView text, const Take &take);

private:
    class Breaks;
    const std::unique_ptr<Breaks> m_breaks;
};

/// The words of a text as vectors are trained on them, UTF-8. Pure; any thread.
std::vector<std::string> wordsOf(QStringView text);

} // namespace Procession
