// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analyticssource.h"

#include <QPromise>

#include <memory>
#include <vector>

namespace Procession {

/// Keeps questions for summaries until the test answers them. Lives in a test.
class HeldAnalytics final : public AnalyticsSource
{
public:
    struct Question
    {
        AnalyticsQuery query;
        std::shared_ptr<QPromise<Answer>> promise;
    };

    QFuture<Answer> ask(const AnalyticsQuery &query) override
    {
        auto promise = std::make_shared<QPromise<Answer>>();
        promise->start();
        questions.push_back({query, promise});
        return promise->future();
    }
    static void answer(const Question &question, const Answer &answer)
    {
        question.promise->addResult(answer);
        question.promise->finish();
    }

    std::vector<Question> questions;
};

} // namespace Procession
