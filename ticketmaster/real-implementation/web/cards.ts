/** The provider's test cards, as people would call them. */
export const cards = [
  ['pm_card_visa', 'Visa ending 4242'],
  ['pm_card_mastercard', 'Mastercard ending 4444'],
  ['pm_card_slow', 'A card whose bank is slow'],
  ['pm_card_visa_chargeDeclined', 'A card that is declined'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'A card without enough money'],
  ['pm_card_chargeDeclinedExpiredCard', 'A card that has expired'],
] as const;
