// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recognition.h"

#include <QImage>

#include <memory>
#include <optional>

namespace Procession {

/// Recognises the letters in images of pages, by tesseract. The languages' data is read when the first page is recognised.
///
/// Threads: one. Owner: the reader of one document.
class PageRecognition
{
public:
    explicit PageRecognition(const RecognitionOptions &options);
    ~PageRecognition();
    Q_DISABLE_COPY_MOVE(PageRecognition)

    struct Page
    {
        QString text;
        int confidence = 0; ///< in percent, the mean of all words
    };

    /// Why nothing is recognised, and what to do about it, as the end of a sentence, such as
    /// "install tesseract-ocr-rus to have them read"; empty where it is.
    QString problem() const;
    /// Nothing where the image has no text, or none that can be read, or when as many pages were recognised as may.
    /// `dpi` is 0 where it isn't known. A page that lies on its side is turned.
    std::optional<Page> read(const QImage &image, int dpi);

private:
    class Engine;

    const RecognitionOptions m_options;
    const QStringList m_languages;
    std::unique_ptr<Engine> m_engine;
    int m_pages = 0;
};

} // namespace Procession
