using Sandbox.GraphQl;

namespace Sandbox.Stx;

/// <summary>The part of the exchange's schema that the sandbox answers.</summary>
internal static class StxSchema
{
    // The arguments of send2Fa are a guess; no source tells them.
    private const string Text = """
        scalar rID
        scalar EmailAddress
        scalar GeoLocationCode

        input DeviceInfo { deviceId: String }
        input LoginCredentials { email: String username: String password: String! deviceInfo: DeviceInfo }
        input MarketInfosInput { status: [String!] sport: String limit: Int }
        input UserOrder {
            marketId: rID! orderType: String action: String! price: Int quantity: Int! clientOrderId: String
        }

        type Query {
            termsAndConditions: TermsAndConditions
            marketInfos(input: MarketInfosInput): [MarketInfo!]
            eventInfos: [EventInfo!]
            userProfile: UserProfile
            accountBalance: AccountBalance
            myOrders: [Order!]
        }

        type Mutation {
            login(credentials: LoginCredentials!): LoginResult
            newToken(refreshToken: String!): LoginResult
            logout(deviceInfo: DeviceInfo): LogoutResult
            confirm2Fa(code: String!, sessionId: String!, email: EmailAddress!, timestamp: Int): LoginResult
            send2Fa(sessionId: String!, email: EmailAddress!): Send2FaResult
            confirmOrder(userOrder: UserOrder!, geoLocation: GeoLocationCode): ConfirmOrderResult
        }

        type LoginResult {
            token: String refreshToken: String userId: rID userUid: String sessionId: String userStatus: String status: Int
            promptTwoFactorAuth: Boolean promptTncAcceptance: Boolean tncId: String currentLoginAt: String lastLoginAt: String
            deviceId: String ipAddress: String limitsNumber: LimitsNumber userProfile: UserProfile
        }
        type LogoutResult { status: String }
        type Send2FaResult { status: String }
        type LimitsNumber {
            dailyDeposit: Int weeklyDeposit: Int monthlyDeposit: Int lifetimeDeposit: Int lossLimit24Hours: Int lossLimitWeekly: Int
            lossLimitMonthly: Int maxOrderLiabilityPerOrder: Int orderLiability: Int hoursPerDay: Int coolOffPeriod: Int
        }
        type UserProfile {
            id: rID! accountId: rID userId: rID userUid: String email: String username: String firstName: String! lastName: String!
            country: String state: String city: String twoFactorAuth: Boolean
        }
        type AccountBalance { accountId: rID currency: String totalBalance: Int availableBalance: Int escrow: Int }
        type TermsAndConditions { tncId: String version: String content: String }
        type EventInfo { eventId: rID! title: String sport: String status: String startsAt: String }
        type MarketInfo {
            marketId: rID! eventId: rID title: String shortTitle: String description: String eventBrief: String question: String
            position: String status: String sport: String bestBid: Int bestOffer: Int lastTradedPrice: Int
            participants: [Participant!] bids(limit: Int): [PriceLevel!] offers(limit: Int): [PriceLevel!]
        }
        type Participant { abbreviation: String name: String role: String }
        type PriceLevel { price: Int quantity: Int }
        type ConfirmOrderResult { order: Order errors: [String!] nextGeolocationAt: String }
        type Order {
            id: rID! clientOrderId: String marketId: rID action: String orderType: String price: Int quantity: Int status: String
            filled: Int filledPercentage: Int avgPrice: Int totalValue: Int time: String insertedAt: String
        }
        """;

    public static Schema Schema { get; } = SchemaParser.Parse(Text);
}
