"""The few things that the gateway itself says to a shopper, when the bot cannot."""

from __future__ import annotations

_TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "sorry": "Sorry, I can't answer that just now. You can try again in a moment, or I can call a colleague.",
        "person": "Talk to a person",
        "gave_up": "Sorry, I'm not getting this right. A colleague can do better.",
        "picture": "Thank you for the picture. I can't look at it myself, but a colleague can. What is it about?",
        "waiting": "I've asked a colleague to join. You are number {position} in the queue; it takes about {wait}.",
        "waiting_first": "I've asked a colleague to join. You are next in the queue.",
        "minute": "a minute",
        "minutes": "{minutes} minutes",
        "joined": "{name} has joined the conversation.",
        "transferred": "{name} takes over from here.",
        "back": "You're talking with the assistant again.",
        "closed": "This conversation is closed. Write again whenever you like.",
        "out_of_hours": "Nobody is at the desk right now{opening}. Leave your e-mail address and your question, and "
        "we'll answer by e-mail and here.",
        "opening": "; we are back {when}",
        "case_taken": "Thank you. Your question is with us; the answer will come to {email} and here.",
        "kept": "I've added that for my colleagues.",
        "letter_subject": "{shop}: an answer to your question",
        "letter_end": "The whole conversation: {url}",
        "thanks_rating": "Thank you for telling us.",
    },
    "zh": {
        "sorry": "抱歉，我暂时无法回答。您可以稍后再试，或者由我联系一位同事。",
        "person": "转人工客服",
        "gave_up": "抱歉，我没能帮上忙，请让同事来协助您。",
        "picture": "谢谢您的图片。我自己看不了图片，但同事可以。请问是关于什么的？",
        "waiting": "我已通知同事加入。您排在第 {position} 位，大约需要{wait}。",
        "waiting_first": "我已通知同事加入，您是下一位。",
        "minute": "一分钟",
        "minutes": "{minutes} 分钟",
        "joined": "{name} 已加入对话。",
        "transferred": "接下来由 {name} 为您服务。",
        "back": "现在由智能助手继续为您服务。",
        "closed": "本次对话已结束。欢迎随时再来。",
        "out_of_hours": "目前没有客服在线{opening}。请留下您的邮箱和问题，我们会通过邮件并在此处回复您。",
        "opening": "，我们将于 {when} 恢复服务",
        "case_taken": "谢谢。您的问题已收到，回复将发送到 {email}，也会显示在这里。",
        "kept": "已转达给同事。",
        "letter_subject": "{shop}：您的问题已有回复",
        "letter_end": "完整对话：{url}",
        "thanks_rating": "感谢您的反馈。",
    },
}


def text(key: str, language: str = "en", /, **values: object) -> str:
    """The text in the shopper's language, or in English where there is none."""
    table = _TEXTS.get(language.split("-")[0].split("_")[0].lower(), _TEXTS["en"])
    return table[key].format(**values)


def duration(seconds: float, language: str = "en") -> str:
    """A wait as a person would say it, rounded up to whole minutes."""
    minutes = max(1, -(-int(seconds) // 60))
    return text("minute", language) if minutes == 1 else text("minutes", language, minutes=minutes)
