/** Stripe's test cards, as far as the lab uses them (docs.stripe.com/testing), and one of ours that is slow. */
export type Card =
  | { answer: 'good'; slow?: true }
  | { answer: 'action' }
  | { answer: 'declined'; code: string; declineCode?: string; message: string };

const declined = (declineCode: string): Card => ({
  ...{ answer: 'declined', code: 'card_declined', declineCode, message: 'Your card was declined.' },
});

const cards: Record<string, Card> = {
  pm_card_visa: { answer: 'good' },
  pm_card_mastercard: { answer: 'good' },
  pm_card_slow: { answer: 'good', slow: true }, // Stripe has none
  pm_card_authenticationRequired: { answer: 'action' },
  pm_card_visa_chargeDeclined: declined('generic_decline'),
  pm_card_visa_chargeDeclinedInsufficientFunds: declined('insufficient_funds'),
  pm_card_visa_chargeDeclinedLostCard: declined('lost_card'),
  pm_card_visa_chargeDeclinedStolenCard: declined('stolen_card'),
  pm_card_chargeDeclinedExpiredCard: { answer: 'declined', code: 'expired_card', message: 'Your card has expired.' },
  pm_card_chargeDeclinedProcessingError: {
    ...{ answer: 'declined', code: 'processing_error', message: 'An error occurred while processing your card.' },
  },
};

export const cardOf = (method: string): Card | undefined => (Object.hasOwn(cards, method) ? cards[method] : undefined);
